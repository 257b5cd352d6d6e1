import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { delta, messageUpdated, partUpdated, SESSION, text, user } from './fixtures'
import type { MessageEvent } from './read-event'
import { Transcript } from './transcript'
import { Model, shown } from './transcript-model'

// A session of which pages are fetched, while anything happens to any of its messages: what is here
// is always the end of what a model shows, which holds all of the session, and never has a gap.

const IDS = ['msg_1', 'msg_2', 'msg_3', 'msg_4', 'msg_5', 'msg_6', 'msg_7', 'msg_8']
const LIMIT = 2

const id = fc.constantFrom(...IDS)
const word = fc.string({ minLength: 1, maxLength: 3 })
const partOf = (messageID: string) => `prt_of_${messageID}`

const eventArb: fc.Arbitrary<MessageEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(id, word).map(([it, words]) => delta(partOf(it), words, it)),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(id, word).map(([it, words]) => partUpdated(text(partOf(it), it, words))),
  },
  { weight: 3, arbitrary: id.map((it) => messageUpdated(user(it))) },
  {
    weight: 1,
    arbitrary: id.map((messageID): MessageEvent => {
      const properties = { sessionID: SESSION, messageID }
      return { id: 'e', type: 'message.removed', properties }
    }),
  },
)

type Step =
  | { kind: 'events'; count: number }
  | { kind: 'newest' | 'ask' | 'hold' | 'fail' }
  /** `ahead`: the answer holds so many events more than the page has heard of. */
  | { kind: 'answer'; ahead: number }

const stepArb: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.nat(5).map((count): Step => ({ kind: 'events', count })) },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'ask' }) },
  { weight: 4, arbitrary: fc.nat(6).map((ahead): Step => ({ kind: 'answer', ahead })) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: 'newest' }, { kind: 'hold' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'fail' }) },
)

function setUp(candidates: readonly MessageEvent[]) {
  const model = new Model()
  for (const messageID of IDS) {
    model.apply(messageUpdated(user(messageID)))
    model.apply(partUpdated(text(partOf(messageID), messageID, messageID)))
  }
  const events: MessageEvent[] = []
  const answers = [model.answer()]
  const texts = [model.shows()]
  for (const event of candidates) {
    // A message that is gone does not come back: the engine gives each its own id.
    const isGone = event.type === 'message.updated' && !model.messages.has(event.properties.info.id)
    if (isGone || !model.sends(event)) continue
    model.apply(event)
    events.push(event)
    answers.push(model.answer())
    texts.push(model.shows())
  }
  const transcript = new Transcript(SESSION)
  let received = 0
  let fetch: { ticket: number; before: string; from: number } | undefined

  const page = (seq: number, before = 'msg_9') =>
    (answers[seq] ?? [])
      .filter(({ info }) => info.id < before)
      .sort((a, b) => (a.info.id < b.info.id ? -1 : 1))
      .slice(-LIMIT)
  const take = (count: number) => {
    for (const event of events.slice(received, received + count)) {
      received += 1
      transcript.apply(structuredClone(event), received)
    }
  }
  const newest = () => {
    transcript.fill(transcript.begin(), page(received), received, LIMIT)
  }
  const ask = () => {
    const begun = transcript.beginEarlier()
    if (begun) fetch = { ...begun, from: received }
  }
  const answer = (ahead: number) => {
    if (!fetch) return
    const seq = Math.min(fetch.from + ahead, events.length)
    transcript.fillEarlier(fetch.ticket, page(seq, fetch.before), seq, LIMIT)
    // What the answer is ahead by is on its way.
    take(Math.max(0, seq - received))
    fetch = undefined
  }
  return { transcript, events, texts, take, newest, ask, answer, received: () => received }
}

describe('a transcript that is fetched in pages', () => {
  it('is the end of the session without a gap, and all of it once all pages are there', () => {
    fc.assert(
      fc.property(
        fc.array(eventArb, { maxLength: 30, size: 'max' }),
        fc.array(stepArb, { maxLength: 30, size: 'max' }),
        (candidates, steps) => {
          const it = setUp(candidates)
          const { transcript } = it
          const check = () => {
            const all = it.texts[it.received()] ?? []
            const here = shown(transcript)
            expect(here).toEqual(here.length === 0 ? [] : all.slice(-here.length))
            if (transcript.earlier === 'none') expect(here).toEqual(all)
          }
          it.newest()
          for (const step of steps) {
            if (step.kind === 'events') it.take(step.count)
            else if (step.kind === 'answer') it.answer(step.ahead)
            else if (step.kind === 'ask') it.ask()
            else if (step.kind === 'newest') it.newest()
            else if (step.kind === 'hold') {
              transcript.hold()
              it.newest()
            } else transcript.failEarlier(0, 'A ticket of nobody.')
            check()
          }
          it.take(it.events.length)
          it.newest()
          for (let at = 0; at < IDS.length && transcript.earlier !== 'none'; at += 1) {
            it.ask()
            it.answer(0)
            if (transcript.order.length === 0) it.newest()
          }
          check()
          expect(transcript.earlier).toBe('none')
        },
      ),
      { numRuns: 500 },
    )
  })
})
