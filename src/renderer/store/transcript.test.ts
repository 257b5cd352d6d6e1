import { describe, expect, it } from 'vitest'
import {
  assistant,
  delta,
  messageUpdated,
  partUpdated,
  SESSION,
  text,
  user,
  withParts,
} from './fixtures'
import { Transcript } from './transcript'

const ready = (...messages: Parameters<Transcript['fill']>[1]) => {
  const transcript = new Transcript(SESSION)
  transcript.fill(transcript.begin(), messages, 0)
  return transcript
}

const textOf = (transcript: Transcript, id = 'prt_1') => {
  const part = transcript.part(id)
  return part?.type === 'text' ? part.text : undefined
}

describe('a transcript', () => {
  it('appends deltas to the part that they name and touches no other', () => {
    const transcript = ready(
      withParts(assistant('msg_2'), text('prt_1', 'msg_2', ''), text('prt_2', 'msg_2', 'b')),
    )
    const other = transcript.part('prt_2')
    const order = transcript.order
    const ids = transcript.partIDs('msg_2')

    transcript.apply(delta('prt_1', 'Hel'), 1)
    const before = transcript.part('prt_1')
    transcript.apply(delta('prt_1', 'lo'), 2)

    expect(textOf(transcript)).toBe('Hello')
    expect(transcript.part('prt_1')).not.toBe(before)
    expect(transcript.part('prt_2')).toBe(other)
    expect(transcript.order).toBe(order)
    expect(transcript.partIDs('msg_2')).toBe(ids)
  })

  it('makes one object of many deltas, and never writes into one that was handed out', () => {
    const transcript = ready(withParts(assistant('msg_2'), text('prt_1', 'msg_2', '')))
    const part = () => transcript.part('prt_1')
    transcript.apply(delta('prt_1', 'a'), 1)
    transcript.apply(delta('prt_1', 'b'), 2)
    const first = part()
    expect(part()).toBe(first)
    transcript.apply(delta('prt_1', 'c'), 3)
    transcript.apply(delta('prt_1', 'd'), 4)
    expect(first).toMatchObject({ text: 'ab' })
    expect(part()).toMatchObject({ text: 'abcd' })
  })

  it('never writes into what an event or an answer brought', () => {
    const fetched = text('prt_1', 'msg_2', 'a')
    const transcript = ready(withParts(assistant('msg_2'), fetched))
    transcript.apply(delta('prt_1', 'b'), 1)
    const snapshot = partUpdated(text('prt_1', 'msg_2', 'c'))
    transcript.apply(snapshot, 2)
    transcript.apply(delta('prt_1', 'd'), 3)
    expect(textOf(transcript)).toBe('cd')
    expect(fetched).toMatchObject({ text: 'a' })
    expect(snapshot).toEqual(partUpdated(text('prt_1', 'msg_2', 'c')))
  })

  it('takes no delta for a text that is finished', () => {
    const transcript = ready(withParts(assistant('msg_2'), text('prt_1', 'msg_2', 'Whole.', 9)))
    transcript.apply(delta('prt_1', 'ole.'), 1)
    expect(textOf(transcript)).toBe('Whole.')
  })

  it('takes a snapshot as a barrier between deltas', () => {
    const transcript = ready(withParts(assistant('msg_2'), text('prt_1', 'msg_2', '')))
    transcript.apply(delta('prt_1', 'lost draft'), 1)
    transcript.apply(partUpdated(text('prt_1', 'msg_2', 'Kept.')), 2)
    transcript.apply(delta('prt_1', ' More.'), 3)
    expect(textOf(transcript)).toBe('Kept. More.')
  })

  it('ignores a delta for a part that it does not know, or for another field', () => {
    const transcript = ready(withParts(assistant('msg_2'), text('prt_1', 'msg_2', 'a')))
    transcript.apply(delta('prt_9', 'x'), 1)
    const odd = delta('prt_1', 'x')
    transcript.apply(
      { ...odd, properties: { ...odd.properties, field: 'metadata' } } as typeof odd,
      2,
    )
    expect(transcript.part('prt_9')).toBeUndefined()
    expect(textOf(transcript)).toBe('a')
  })

  it('keeps messages and parts in the order of their ids, however they come', () => {
    const transcript = ready()
    transcript.apply(partUpdated(text('prt_2', 'msg_2', 'b', 2)), 1)
    transcript.apply(messageUpdated(assistant('msg_2')), 2)
    transcript.apply(messageUpdated(user('msg_1')), 3)
    transcript.apply(partUpdated(text('prt_1', 'msg_2', 'a', 2)), 4)
    expect(transcript.order).toEqual(['msg_1', 'msg_2'])
    expect(transcript.partIDs('msg_2')).toEqual(['prt_1', 'prt_2'])
  })

  it('removes messages with their parts, and parts', () => {
    const transcript = ready(
      withParts(user('msg_1'), text('prt_1', 'msg_1', 'a', 2)),
      withParts(assistant('msg_2'), text('prt_2', 'msg_2', 'b'), text('prt_3', 'msg_2', 'c')),
    )
    const removed = { sessionID: SESSION, messageID: 'msg_1' }
    transcript.apply({ id: 'e', type: 'message.removed', properties: removed }, 1)
    const part = { sessionID: SESSION, messageID: 'msg_2', partID: 'prt_2' }
    transcript.apply({ id: 'e', type: 'message.part.removed', properties: part }, 2)
    expect(transcript.order).toEqual(['msg_2'])
    expect(transcript.part('prt_1')).toBeUndefined()
    expect(transcript.partIDs('msg_2')).toEqual(['prt_3'])
  })
})

describe('a fetch that races with the stream', () => {
  it('loses and repeats no text, wherever the answer falls among the deltas', () => {
    const words = ['one ', 'two ', 'three ', 'four ', 'five ']
    const events = [
      messageUpdated(assistant('msg_2')),
      partUpdated(text('prt_1', 'msg_2', '')),
      ...words.map((word) => delta('prt_1', word)),
    ]
    // For each number of events in the answer, and each number received before it came.
    for (let covered = 2; covered <= events.length; covered += 1) {
      for (let received = 0; received <= events.length; received += 1) {
        const transcript = new Transcript(SESSION)
        const ticket = transcript.begin()
        const apply = (from: number, to: number) =>
          events.slice(from, to).forEach((event, index) => {
            transcript.apply(event, from + index + 1)
          })
        apply(0, received)
        const written = words.slice(0, covered - 2).join('')
        const answer = withParts(assistant('msg_2'), text('prt_1', 'msg_2', written))
        transcript.fill(ticket, [answer], covered)
        apply(received, events.length)
        expect(textOf(transcript), `covered ${covered}, received ${received}`).toBe(words.join(''))
      }
    }
  })

  it('takes nothing that the answer covers: it would be older', () => {
    const transcript = new Transcript(SESSION)
    const ticket = transcript.begin()
    const removed = { sessionID: SESSION, messageID: 'msg_2', partID: 'prt_1' }
    transcript.apply({ id: 'e', type: 'message.part.removed', properties: removed }, 3)
    transcript.fill(ticket, [withParts(assistant('msg_2'), text('prt_1', 'msg_2', 'New'))], 5)
    expect(textOf(transcript)).toBe('New')
    transcript.apply(partUpdated(text('prt_1', 'msg_2', 'Old', 9)), 5)
    expect(textOf(transcript)).toBe('New')
    transcript.apply(partUpdated(text('prt_1', 'msg_2', 'Newest', 9)), 6)
    expect(textOf(transcript)).toBe('Newest')
  })

  it('shows what was there until a fetch after lost events answers', () => {
    const transcript = ready(withParts(user('msg_1'), text('prt_1', 'msg_1', 'old', 2)))
    transcript.hold()
    const ticket = transcript.begin()
    transcript.apply(messageUpdated(assistant('msg_3')), 20)
    expect(transcript.order).toEqual(['msg_1'])
    expect(transcript.phase).toBe('ready')

    transcript.fill(ticket, [withParts(user('msg_1')), withParts(assistant('msg_2'))], 19)
    expect(transcript.order).toEqual(['msg_1', 'msg_2', 'msg_3'])
  })

  it('keeps the identity of parts that a second fetch finds unchanged', () => {
    const part = text('prt_1', 'msg_1', 'same', 2)
    const transcript = ready(withParts(user('msg_1'), part))
    transcript.fill(transcript.begin(), [withParts(user('msg_1'), { ...part })], 5)
    expect(transcript.part('prt_1')).toBe(part)
  })

  it('takes no answer that a newer fetch made void', () => {
    const transcript = new Transcript(SESSION)
    const first = transcript.begin()
    const second = transcript.begin()
    expect(transcript.fill(first, [withParts(user('msg_9'))], 1)).toBe(false)
    expect(transcript.fill(second, [withParts(user('msg_1'))], 1)).toBe(true)
    expect(transcript.order).toEqual(['msg_1'])
  })

  it('keeps what is shown when the fetch fails, and says why', () => {
    const transcript = ready(withParts(user('msg_1')))
    transcript.fail(transcript.begin(), 'It did not answer.')
    expect(transcript.phase).toBe('failed')
    expect(transcript.failure).toBe('It did not answer.')
    expect(transcript.order).toEqual(['msg_1'])
  })

  it('leaves out messages and parts of a shape that cannot be shown', () => {
    const broken = { id: 'prt_2', sessionID: SESSION, messageID: 'msg_1', type: 'tool' }
    const answer = [
      { info: user('msg_1'), parts: [text('prt_1', 'msg_1', 'fine', 2), broken] },
      { info: { id: 'msg_2' }, parts: [] },
    ] as unknown as Parameters<Transcript['fill']>[1]
    const transcript = ready(...answer)
    expect(transcript.order).toEqual(['msg_1'])
    expect(transcript.partIDs('msg_1')).toEqual(['prt_1'])
  })
})
