import { describe, expect, it } from 'vitest'
import { readUpstreamEvent } from './upstream-event'

const text = (type: string, properties?: unknown, directory: string | undefined = '/p') =>
  JSON.stringify({ directory, project: 'prj', payload: { id: 'evt_1', type, properties } })
const sessionOf = (type: string, properties: unknown) =>
  readUpstreamEvent(text(type, properties))?.route.sessionID

describe('a frame of the engine', () => {
  it('is kept as the text that arrived, to the letter', () => {
    const frame = ` {"payload" : {"type":"todo.updated","properties":{"b":1.0,"a":"\\u00e9"}} } `
    expect(readUpstreamEvent(frame)?.text).toBe(frame)
  })

  it('is shallow, however deep it was', () => {
    const deep = `${'['.repeat(6_000)}${']'.repeat(6_000)}`
    const frame = text('permission.asked', { sessionID: 'ses_1', metadata: '@' })
    const event = readUpstreamEvent(frame.replace('"@"', `{"input":${deep}}`))
    expect(JSON.parse(event?.text ?? '')).toEqual(event?.envelope)
    expect(structuredClone(event?.envelope)).toEqual(event?.envelope)
    expect(JSON.stringify(event)).toContain('[[[')
    expect(event?.route.sessionID).toBe('ses_1')
  })

  it('says what it is about', () => {
    const event = readUpstreamEvent(text('session.idle', { sessionID: 'ses_1' }, '/project'))
    expect(event?.route).toEqual({
      type: 'session.idle',
      directory: '/project',
      sessionID: 'ses_1',
    })
  })

  it('comes with everything that it says, known or not', () => {
    const frame = text('invented.today', { deep: { er: [1] } })
    expect(readUpstreamEvent(frame)?.envelope).toEqual(JSON.parse(frame))
  })

  it('may have neither directory nor properties', () => {
    const event = readUpstreamEvent('{"payload":{"type":"installation.updated"}}')
    expect(event?.route).toEqual({
      type: 'installation.updated',
      directory: '',
      sessionID: undefined,
    })
  })

  it.each(['server.connected', 'server.heartbeat', 'sync'])('%s is no event', (type) => {
    expect(readUpstreamEvent(text(type, { sessionID: 'ses_1' }))).toBeUndefined()
  })

  it('that repeats a large event is no event either, however it is laid out', () => {
    const syncEvent = { text: 'x'.repeat(10_000) }
    const envelope = { directory: 'C:\\ "p"', project: 'p', payload: { type: 'sync', syncEvent } }
    expect(readUpstreamEvent(JSON.stringify(envelope))).toBeUndefined()
    expect(readUpstreamEvent(JSON.stringify(envelope, null, 2))).toBeUndefined()
  })

  it('that repeats a large event is not even parsed, as opencode 1.18 lays it out', () => {
    const start = '{"directory":"/p","project":"p","payload":{"type":"sync","syncEvent":"'
    expect(readUpstreamEvent(start + 'x'.repeat(10_000))).toBeUndefined()
  })

  it('is an event though it speaks of a sync', () => {
    const inner = '{"directory":"","project":"","payload":{"type":"sync"'
    const nested = { directory: '', project: '', payload: { type: 'sync' } }
    const properties = { nested, inner, text: 'x'.repeat(10_000) }
    expect(readUpstreamEvent(text('x', properties))?.route.type).toBe('x')
    expect(readUpstreamEvent(text('x', properties, inner))?.route.type).toBe('x')
  })

  it.each([
    '',
    'not json',
    '{"payload":',
    'null',
    '[]',
    '"text"',
    '{}',
    '{"payload":null}',
    '{"payload":{}}',
    '{"payload":{"type":7}}',
    '{"payload":{"type":"x","properties":[]}}',
    '{"payload":{"type":"x","properties":null}}',
    '{"payload":[]}',
    '{"payload":"x"}',
    '{"payload":{"type":"x","properties":"y"}}',
    '{"directory":7,"payload":{"type":"x"}}',
    '{"directory":null,"payload":{"type":"x"}}',
  ])('that is malformed throws: %j', (frame) => {
    expect(() => readUpstreamEvent(frame)).toThrow(
      /^(it|its \w+) (is|are) not (JSON|an object|a string)$/,
    )
  })
})

describe('the session of an event', () => {
  it.each([
    ['session.status', { sessionID: 'ses_1', status: { type: 'busy' } }],
    ['message.part.delta', { sessionID: 'ses_1', partID: 'prt_1' }],
    ['permission.asked', { id: 'per_1', sessionID: 'ses_1' }],
    ['message.updated', { info: { id: 'msg_1', sessionID: 'ses_1' } }],
    ['message.part.updated', { part: { id: 'prt_1', sessionID: 'ses_1' } }],
    ['session.created', { info: { id: 'ses_1', parentID: 'ses_0' } }],
    ['session.deleted', { sessionID: 'ses_1', info: { id: 'ses_1' } }],
  ])('is found in %s', (type, properties) => {
    expect(sessionOf(type, properties)).toBe('ses_1')
  })

  it.each([
    ['session.error', { error: { name: 'UnknownError' } }],
    ['project.updated', { info: { id: 'prj_1' } }],
    ['pty.created', { info: { id: 'pty_1' } }],
    ['message.updated', { info: null, part: 'x' }],
    ['message.updated', { sessionID: 7, info: { sessionID: null } }],
    ['plugin.added', {}],
  ])('is none in %s %j', (type, properties) => {
    expect(sessionOf(type, properties)).toBeUndefined()
  })
})
