import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BUSY, type EventsFixture, frame, SESSION, startEvents } from './events-fixture'

let room: EventsFixture
beforeEach(async () => {
  room = await startEvents()
})
afterEach(async () => {
  await room.end()
})

describe('what goes on', () => {
  it('asks for every directory that events came from', async () => {
    const asked: string[] = []
    room.readStatus = async (directory) => {
      asked.push(directory)
      return {}
    }
    const first = await room.follow()
    first.write(frame('anything', {}, '/elsewhere'))
    await room.record.untilCalled('anything')
    first.end()
    await room.record.untilCalled('resync upstream ', 2)
    expect(new Set(asked)).toEqual(new Set(['/project', '/elsewhere']))
  })

  it('follows on when the engine does not say what is busy', async () => {
    room.readStatus = async () => {
      throw new Error('not now')
    }
    await room.follow()
    expect(room.log.lines.some((line) => line.includes('not now'))).toBe(true)
  })

  it('tells them again when the engine says so later', async () => {
    room.readStatus = () => Promise.reject(new Error('not now'))
    await room.follow()
    expect(room.record.calls).toEqual(['wheelhouse.engine.status', 'resync upstream '])
    room.readStatus = async () => ({ ses_1: BUSY })
    await room.record.untilCalled('resync upstream ses_1')
  })

  it('tells a new subscriber what is busy, who asks, and whose sub-agent that is', async () => {
    room.readStatus = async () => ({ ses_child: BUSY })
    await room.follow()
    await room.events.compactions.count('ses_child', async () => [])
    expect(room.events.snapshot()).toEqual({
      engine: expect.objectContaining({ state: 'ready' }),
      statuses: { ses_child: BUSY },
      permissions: [{ id: 'per_child', sessionID: 'ses_child' }],
      questions: [],
      parents: { ses_child: 'ses_root' },
      compactions: { ses_child: 0 },
    })
  })
})

describe('a directory that is disposed', () => {
  const dispose = (directory: string) => frame('server.instance.disposed', { directory }, directory)

  it('is asked whether anything is left, if that seems so', async () => {
    const connection = await room.follow()
    connection.write(frame('session.status', { ...SESSION, status: BUSY }) + dispose('/project'))
    await room.record.untilCalled('resync upstream ', 2)
    expect(room.events.snapshot().statuses).toEqual({})
  })

  it('is left alone when nothing is, and not asked after a loss either', async () => {
    const asked: string[] = []
    room.readStatus = async (directory) => {
      asked.push(directory)
      return {}
    }
    const connection = await room.follow()
    connection.write(dispose('/elsewhere'))
    await room.record.untilCalled('server.instance.disposed')
    connection.end()
    await room.record.untilCalled('resync upstream ', 2)
    expect(new Set(asked)).toEqual(new Set(['/project']))
    expect(room.record.calls.filter((call) => call.startsWith('resync'))).toHaveLength(2)
  })
})

describe('an engine of our own', () => {
  it('runs nothing when it has just begun, so it is not asked', async () => {
    room.readStatus = () => Promise.reject(new Error('it was asked'))
    await room.follow('ours')
    room.enter('failed', 'ours')
    await room.follow('ours')
    expect(room.log.lines).toEqual([])
    expect(room.record.calls.at(-1)).toBe('resync upstream ')
  })

  it('is asked after a loss, in the directories where it works, not where others did', async () => {
    const asked = new Set<string>()
    room.readStatus = async (directory) => {
      asked.add(directory)
      return {}
    }
    const first = await room.follow('ours')
    first.write(frame('anything', {}, '/before'))
    await room.record.untilCalled('anything')
    room.enter('restarting', 'ours')
    const second = await room.follow('ours')
    second.write(frame('anything', {}, '/now'))
    await room.record.untilCalled('anything', 2)
    second.end()
    await room.record.until((calls) => calls.filter((c) => c === 'resync upstream ').length === 3)
    expect(asked).toEqual(new Set(['/project', '/now']))
  })
})
