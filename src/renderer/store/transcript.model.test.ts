import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Part } from '../../shared/engine-types'
import {
  assistant,
  delta,
  envelope,
  messageUpdated,
  partUpdated,
  projection,
  SESSION,
  text,
} from './fixtures'
import type { MessageEvent } from './read-event'
import { Store } from './store'
import { Model, type Names, namesArb, shown } from './transcript-model'

// Any list of message events, cut into frames anywhere, some of them lost to a resync, with fetches
// that are answered at any moment: the transcript shows what a model shows that applies all events
// one by one.

/** Messages and parts by number; each part belongs to one message and never moves. */
type NumberedEvent = (names: Names) => MessageEvent

const messageArb = fc.nat(1)
const placeArb = messageArb.chain((message) =>
  fc.nat(1).map((part) => ({ message, part: 2 * message + part })),
)
const word = fc.string({ maxLength: 3 })
const idOf = (ids: readonly string[], at: number) => ids[at] ?? ''

const eventArb: fc.Arbitrary<NumberedEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(placeArb, word).map(
      ([{ message, part }, it]): NumberedEvent =>
        ({ messageIDs, partIDs }) =>
          delta(idOf(partIDs, part), it, idOf(messageIDs, message)),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(placeArb, word, fc.option(fc.constant(2), { nil: undefined, freq: 2 })).map(
      ([{ message, part }, it, end]): NumberedEvent =>
        ({ messageIDs, partIDs }) =>
          partUpdated(text(idOf(partIDs, part), idOf(messageIDs, message), it, end)),
    ),
  },
  {
    weight: 3,
    arbitrary: messageArb.map(
      (message): NumberedEvent =>
        ({ messageIDs, created }) =>
          messageUpdated(
            assistant(idOf(messageIDs, message), { time: { created: created[message] ?? 0 } }),
          ),
    ),
  },
  {
    weight: 1,
    arbitrary: placeArb.map(
      ({ message, part }): NumberedEvent =>
        ({ messageIDs, partIDs }) => {
          const properties = {
            sessionID: SESSION,
            messageID: idOf(messageIDs, message),
            partID: idOf(partIDs, part),
          }
          return { id: 'e', type: 'message.part.removed', properties }
        },
    ),
  },
  {
    weight: 1,
    arbitrary: messageArb.map(
      (message): NumberedEvent =>
        ({ messageIDs }) => {
          const properties = { sessionID: SESSION, messageID: idOf(messageIDs, message) }
          return { id: 'e', type: 'message.removed', properties }
        },
    ),
  },
)
const eventsArb = (maxLength: number) =>
  fc
    .tuple(fc.array(eventArb, { maxLength, size: 'max' }), namesArb(2, 4))
    .map(([events, names]) => events.map((event) => event(names)))

/** What happens to the page: each step takes some more of the engine's events, one way or other. */
type Step =
  | { kind: 'batch'; size: number }
  | { kind: 'resync'; size: number }
  | { kind: 'fetch' }
  /** `ahead`: the answer holds so many events more than the page has heard of. */
  | { kind: 'answer'; ahead: number }
  | { kind: 'paint' }

const size = fc.nat(6)
const stepArb: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: size.map((size): Step => ({ kind: 'batch', size })) },
  { weight: 1, arbitrary: size.map((size): Step => ({ kind: 'resync', size })) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'fetch' }) },
  {
    weight: 3,
    arbitrary: fc.integer({ min: -6, max: 6 }).map((ahead): Step => ({ kind: 'answer', ahead })),
  },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'paint' }) },
)

/** A page that looks at the session, and the engine's answers at each moment. */
function setUp(candidates: readonly MessageEvent[]) {
  const model = new Model()
  const events: MessageEvent[] = []
  const answers = [model.answer()]
  const texts = [model.shows()]
  for (const event of candidates) {
    if (!model.sends(event)) continue
    model.apply(event)
    events.push(event)
    answers.push(model.answer())
    texts.push(model.shows())
  }

  const paints: (() => void)[] = []
  const store = new Store((run) => {
    paints.push(run)
  })
  store.hello({ kind: 'hello', epoch: 'a', seq: 0, projection: projection() })
  store.write(() => store.setOpen(SESSION))
  const transcript = store.transcripts.open(SESSION)

  let received = 0
  let fetch: { ticket: number; from: number } | undefined
  /** Everything up to here is in what the page was told, one way or the other. */
  let covered = 0
  let isFetchNeeded = true
  /** What the page handed out, and what it looked like then. */
  const handedOut: [Part, string][] = []

  return {
    texts,
    events,
    transcript,
    received: () => received,
    /** Whether the page must show exactly what the model shows. */
    isExact: () => !isFetchNeeded && received >= covered && transcript.phase === 'ready',
    isFetching: () => fetch !== undefined,
    look: () => {
      const parts = transcript.order.flatMap((id) =>
        transcript.partIDs(id).map((partID) => transcript.part(partID)),
      )
      for (const part of parts) if (part) handedOut.push([part, JSON.stringify(part)])
    },
    handedOut,
    paint: () => {
      for (const run of paints.splice(0)) run()
    },
    batch: (size: number) => {
      const slice = events.slice(received, received + size)
      store.batch(
        received + 1,
        slice.map((it) => envelope(structuredClone(it))),
        () => undefined,
      )
      received += slice.length
    },
    resync: (size: number) => {
      received = Math.min(received + size, events.length)
      const frame = { seq: received, reason: 'overtaken', projection: projection() } as const
      store.resync({ kind: 'resync', ...frame }, () => undefined)
      // What was asked before the loss does not know of it.
      if (fetch) expect(transcript.fill(fetch.ticket, [], received)).toBe(false)
      fetch = undefined
      isFetchNeeded = true
    },
    begin: () => {
      fetch = { ticket: transcript.begin(), from: received }
      isFetchNeeded = true
    },
    answer: (ahead: number) => {
      if (!fetch) return
      // Main had sent at least what the page knew when it asked, and may have sent more since.
      const seq = Math.min(Math.max(received + ahead, fetch.from), events.length)
      transcript.fill(fetch.ticket, answers[seq] ?? [], seq)
      covered = seq
      fetch = undefined
      isFetchNeeded = false
    },
  }
}

describe('the transcript, against a model that applies events one by one', () => {
  it('shows the same text, whatever the frames, the losses and the moments of answers', () => {
    fc.assert(
      fc.property(
        eventsArb(40),
        fc.array(stepArb, { maxLength: 30, size: 'max' }),
        (candidates, steps) => {
          const page = setUp(candidates)
          page.begin()
          for (const step of steps) {
            if (step.kind === 'batch') page.batch(step.size)
            else if (step.kind === 'resync') page.resync(step.size)
            else if (step.kind === 'fetch') page.begin()
            else if (step.kind === 'answer') page.answer(step.ahead)
            else {
              page.paint()
              page.look()
            }
            if (page.isExact()) {
              expect(shown(page.transcript)).toEqual(page.texts[page.received()])
            }
          }
          page.batch(page.events.length)
          if (!page.isFetching()) page.begin()
          page.answer(0)
          expect(shown(page.transcript)).toEqual(page.texts.at(-1))
          for (const [part, was] of page.handedOut) expect(JSON.stringify(part)).toBe(was)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('ends with the same text when an answer is ahead of its own number', () => {
    // The engine had stored more when it answered than main had heard of.
    fc.assert(
      fc.property(eventsArb(30), fc.nat(30), fc.nat(10), (candidates, at, ahead) => {
        const page = setUp(candidates)
        const seq = Math.min(at, page.events.length)
        const model = new Model()
        for (const event of page.events.slice(0, seq)) model.apply(event)
        for (const event of page.events.slice(seq, seq + ahead)) {
          // Deltas are not stored: main adds those that it has heard of.
          if (event.type !== 'message.part.delta') model.apply(event)
        }
        page.batch(seq)
        const { transcript } = page
        transcript.fill(transcript.begin(), model.answer(), seq)
        page.batch(page.events.length)
        expect(shown(transcript)).toEqual(page.texts.at(-1))
      }),
      { numRuns: 300 },
    )
  })
})
