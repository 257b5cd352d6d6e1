import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareMessages } from '../../shared/message-order'
import { delta, messageUpdated, partUpdated, SESSION, text, user } from './fixtures'
import { type MessageEvent, messageIDOf } from './read-event'
import { Transcript } from './transcript'
import { Model, type Names, namesArb, shown } from './transcript-model'

// A session of which pages are fetched, while anything happens to any of its messages: what is here
// is always the end of what a model shows, which holds all of the session, and never has a gap.

const COUNT = 8
const LIMIT = 2

type NumberedEvent = (names: Names) => MessageEvent

const messageArb = fc.nat(COUNT - 1)
const word = fc.string({ minLength: 1, maxLength: 3 })
const partOf = (messageID: string) => messageID.replace('msg', 'prt')
const infoOf = ({ messageIDs, created }: Names, at: number) => ({
  ...user(messageIDs[at] ?? ''),
  time: { created: created[at] ?? 0 },
})

const eventArb: fc.Arbitrary<NumberedEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(messageArb, word).map(
      ([at, words]): NumberedEvent =>
        (names) => {
          const { id } = infoOf(names, at)
          return delta(partOf(id), words, id)
        },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(messageArb, word).map(
      ([at, words]): NumberedEvent =>
        (names) => {
          const { id } = infoOf(names, at)
          return partUpdated(text(partOf(id), id, words))
        },
    ),
  },
  {
    weight: 3,
    arbitrary: messageArb.map(
      (at): NumberedEvent =>
        (names) =>
          messageUpdated(infoOf(names, at)),
    ),
  },
  {
    weight: 1,
    arbitrary: messageArb.map(
      (at): NumberedEvent =>
        (names) => {
          const properties = { sessionID: SESSION, messageID: infoOf(names, at).id }
          return { id: 'e', type: 'message.removed', properties }
        },
    ),
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

function setUp(candidates: readonly NumberedEvent[], names: Names) {
  const model = new Model()
  // The last two come by events.
  for (let at = 0; at < COUNT - 2; at += 1) {
    const info = infoOf(names, at)
    model.apply(messageUpdated(info))
    model.apply(partUpdated(text(partOf(info.id), info.id, info.id)))
  }
  const events: MessageEvent[] = []
  const answers = [model.answer()]
  const texts = [model.shows()]
  const gone = new Set<string>()
  for (const numbered of candidates) {
    const event = numbered(names)
    // A message that is gone does not come back: the engine gives each its own id.
    if (gone.has(messageIDOf(event)) || !model.sends(event)) continue
    if (event.type === 'message.removed') gone.add(event.properties.messageID)
    model.apply(event)
    events.push(event)
    answers.push(model.answer())
    texts.push(model.shows())
  }
  const transcript = new Transcript(SESSION)
  let received = 0
  let fetch: { ticket: number; before: string; from: number } | undefined

  const page = (seq: number, before?: string) => {
    const end = before === undefined ? undefined : infoOf(names, names.messageIDs.indexOf(before))
    return (answers[seq] ?? [])
      .filter(({ info }) => !end || compareMessages(info, end) < 0)
      .slice(-LIMIT)
  }
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
        namesArb(COUNT, 0),
        fc.array(stepArb, { maxLength: 30, size: 'max' }),
        (candidates, names, steps) => {
          const it = setUp(candidates, names)
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
          for (let at = 0; at < COUNT && transcript.earlier !== 'none'; at += 1) {
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
