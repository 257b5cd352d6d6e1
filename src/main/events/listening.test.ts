import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EventsFixture, frame, startEvents } from './events-fixture'
import { TURNS } from './listening'

let room: EventsFixture
/** The questions that wait for an answer. */
let asked: ((status?: number) => void)[]
beforeEach(async () => {
  room = await startEvents()
  asked = []
  room.source.onHealth = (answer) => asked.push(answer)
})
afterEach(async () => {
  await room.end()
})

const FIRST = ['wheelhouse.engine.status']
const untilAsked = () =>
  vi.waitUntil(() => asked.length > 0, { interval: 1, timeout: 60_000 }).then(() => asked.shift())

async function open() {
  room.enter('ready')
  return room.source.next()
}

describe('a stream that was just opened', () => {
  it('is followed once the engine has answered so often, one question after the other', async () => {
    await open()
    for (let turn = 0; turn < TURNS; turn += 1) {
      const answer = await untilAsked()
      expect(asked).toEqual([])
      expect(room.record.calls).toEqual(FIRST)
      answer?.()
    }
    await room.events.connected()
    expect(room.record.calls).toEqual([...FIRST, 'resync upstream '])
    expect(asked).toEqual([])
  })

  it('passes on what comes meanwhile', async () => {
    const connection = await open()
    const answer = await untilAsked()
    connection.write(frame('a', {}))
    await room.record.untilCalled('a')
    room.source.onHealth = (next) => next()
    answer?.()
    await room.events.connected()
    expect(room.record.calls).toEqual([...FIRST, 'a', 'resync upstream '])
  })

  it('asks again when it gets no proper answer, which counts for nothing', async () => {
    await open()
    for (let turn = 0; turn < TURNS; turn += 1) {
      const refuse = await untilAsked()
      refuse?.(503)
      const answer = await untilAsked()
      expect(room.record.calls).toEqual(FIRST)
      answer?.()
    }
    await room.events.connected()
  })

  it('is asked about no more when it is lost; the next one is asked about anew', async () => {
    const first = await open()
    for (let turn = 1; turn < TURNS; turn += 1) (await untilAsked())?.()
    const last = await untilAsked()
    first.reset()
    await room.source.next()
    last?.()
    for (let turn = 0; turn < TURNS; turn += 1) {
      const answer = await untilAsked()
      expect(room.record.calls).toEqual(FIRST)
      answer?.()
    }
    await room.events.connected()
  })

  it('is asked about no more when the room is closed', async () => {
    await open()
    const answer = await untilAsked()
    room.events.close()
    answer?.()
    await new Promise(setImmediate)
    expect(asked).toEqual([])
    expect(room.record.calls).toEqual(FIRST)
  })
})
