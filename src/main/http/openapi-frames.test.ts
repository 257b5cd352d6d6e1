import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import type { z } from 'zod'
import type { MessageWithParts } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { EventEnvelope, Hello, Projection, ResyncReason } from '../../shared/events'
import { envelope } from '../testing/envelopes'
import { type Frame, SESSION_ID, startFixture, until } from './fixture'
import {
  type EventEnvelopeSchema,
  EventsFrameSchema,
  type HelloSchema,
  type ResyncSchema,
  RunFrameSchema,
} from './openapi-frames'

const PROJECTION: Projection = {
  engine: { running: true, state: 'ready', since: 1, restarts: 0 },
  statuses: {
    [SESSION_ID]: { type: 'busy' },
    ses_2: { type: 'retry', attempt: 1, message: 'busy', next: 2 },
  },
  permissions: [
    {
      id: 'per_1',
      sessionID: 'ses_2',
      permission: 'bash',
      patterns: ['ls'],
      metadata: {},
      always: ['ls *'],
    },
  ],
  questions: [{ id: 'que_1', sessionID: SESSION_ID, questions: [] }],
  parents: { ses_2: SESSION_ID },
  compactions: { [SESSION_ID]: 1 },
}

const ANSWER = {
  info: { id: 'msg_1', sessionID: SESSION_ID, role: 'assistant' },
  parts: [{ id: 'prt_1', sessionID: SESSION_ID, messageID: 'msg_1', type: 'text', text: 'hi' }],
} as unknown as MessageWithParts

const event = (n: number) => ({
  type: 'test',
  directory: '/project',
  sessionID: SESSION_ID,
  text: JSON.stringify(envelope('test', { n })),
})

async function start() {
  const fixture = await startFixture({
    projection: () => PROJECTION,
    given: { 'sessions.prompt': async () => ({ messageID: 'msg_0' }) },
  })
  onTestFinished(() => fixture.server.close())
  return fixture
}

/** Frames have just the fields that are on the wire. */
const sent = (frames: Frame[]) => frames.map((frame) => JSON.parse(JSON.stringify(frame)))

describe('the schemas of frames', () => {
  it('fit what the types say is sent', () => {
    expectTypeOf<Hello>().toExtend<z.input<typeof HelloSchema>>()
    expectTypeOf<{ reason: ResyncReason; seq: number; projection: Projection }>().toExtend<
      z.input<typeof ResyncSchema>
    >()
    expectTypeOf<ResyncReason>().toEqualTypeOf<z.input<typeof ResyncSchema>['reason']>()
    expectTypeOf<EventEnvelope>().toExtend<z.input<typeof EventEnvelopeSchema>>()
  })

  it('fit what GET /api/events sends', async () => {
    const fixture = await start()
    const { frames, leave } = await fixture.listen('/api/events', {
      headers: { 'last-event-id': 'other-1' },
    })
    fixture.hub.publish([event(1)])
    await until(() => frames.length === 3)
    leave()
    expect(frames.map((frame) => frame.event)).toEqual(['hello', 'resync', undefined])
    for (const frame of sent(frames)) expect(EventsFrameSchema.parse(frame)).toEqual(frame)
  })

  it.each([
    ['done', { kind: 'done' as const, message: ANSWER }],
    ['error', { kind: 'error' as const, error: new AppError('aborted', 'The run was stopped.') }],
  ])('fit what a run sends that ends with %s', async (name, outcome) => {
    const fixture = await start()
    const { frames, ending } = await fixture.listen(`/api/sessions/${SESSION_ID}/prompt`, {
      method: 'POST',
      body: { parts: [{ type: 'text', text: 'hello' }] },
    })
    await until(() => fixture.runs.length === 1)
    fixture.hub.publish([event(1)])
    await until(() => frames.length === 1)
    fixture.runs[0]?.sink.end(outcome)
    await until(() => ending() === 'clean')
    expect(frames.map((frame) => frame.event)).toEqual([undefined, name])
    for (const frame of sent(frames)) expect(RunFrameSchema.parse(frame)).toEqual(frame)
  })

  it('fit nothing else', () => {
    const projection = { ...PROJECTION, statuses: { [SESSION_ID]: 'busy' } }
    const resync = {
      event: 'resync',
      id: 'epoch-1',
      data: { reason: 'upstream', seq: 1, projection },
    }
    expect(EventsFrameSchema.safeParse(resync).success).toBe(false)
    expect(RunFrameSchema.safeParse({ event: 'done', data: ANSWER.info }).success).toBe(false)
  })
})
