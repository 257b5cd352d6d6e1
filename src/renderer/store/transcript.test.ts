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

const textOf = (transcript: Transcript, id = 'prt_y1') => {
  const part = transcript.part(id)
  return part?.type === 'text' ? part.text : undefined
}

describe('a transcript', () => {
  it('appends deltas to the part that they name and touches no other', () => {
    const transcript = ready(
      withParts(assistant('msg_x2'), text('prt_y1', 'msg_x2', ''), text('prt_x2', 'msg_x2', 'b')),
    )
    const other = transcript.part('prt_x2')
    const order = transcript.order
    const ids = transcript.partIDs('msg_x2')

    transcript.apply(delta('prt_y1', 'Hel'), 1)
    const before = transcript.part('prt_y1')
    transcript.apply(delta('prt_y1', 'lo'), 2)

    expect(textOf(transcript)).toBe('Hello')
    expect(transcript.part('prt_y1')).not.toBe(before)
    expect(transcript.part('prt_x2')).toBe(other)
    expect(transcript.order).toBe(order)
    expect(transcript.partIDs('msg_x2')).toBe(ids)
  })

  it('makes one object of many deltas, and never writes into one that was handed out', () => {
    const transcript = ready(withParts(assistant('msg_x2'), text('prt_y1', 'msg_x2', '')))
    const part = () => transcript.part('prt_y1')
    transcript.apply(delta('prt_y1', 'a'), 1)
    transcript.apply(delta('prt_y1', 'b'), 2)
    const first = part()
    expect(part()).toBe(first)
    transcript.apply(delta('prt_y1', 'c'), 3)
    transcript.apply(delta('prt_y1', 'd'), 4)
    expect(first).toMatchObject({ text: 'ab' })
    expect(part()).toMatchObject({ text: 'abcd' })
  })

  it('never writes into what an event or an answer brought', () => {
    const fetched = text('prt_y1', 'msg_x2', 'a')
    const transcript = ready(withParts(assistant('msg_x2'), fetched))
    transcript.apply(delta('prt_y1', 'b'), 1)
    const snapshot = partUpdated(text('prt_y1', 'msg_x2', 'c'))
    transcript.apply(snapshot, 2)
    transcript.apply(delta('prt_y1', 'd'), 3)
    expect(textOf(transcript)).toBe('cd')
    expect(fetched).toMatchObject({ text: 'a' })
    expect(snapshot).toEqual(partUpdated(text('prt_y1', 'msg_x2', 'c')))
  })

  it('takes no delta for a text that is finished', () => {
    const transcript = ready(withParts(assistant('msg_x2'), text('prt_y1', 'msg_x2', 'Whole.', 9)))
    transcript.apply(delta('prt_y1', 'ole.'), 1)
    expect(textOf(transcript)).toBe('Whole.')
  })

  it('takes a snapshot as a barrier between deltas', () => {
    const transcript = ready(withParts(assistant('msg_x2'), text('prt_y1', 'msg_x2', '')))
    transcript.apply(delta('prt_y1', 'lost draft'), 1)
    transcript.apply(partUpdated(text('prt_y1', 'msg_x2', 'Kept.')), 2)
    transcript.apply(delta('prt_y1', ' More.'), 3)
    expect(textOf(transcript)).toBe('Kept. More.')
  })

  it('ignores a delta for a part that it does not know, or for another field', () => {
    const transcript = ready(withParts(assistant('msg_x2'), text('prt_y1', 'msg_x2', 'a')))
    transcript.apply(delta('prt_q9', 'x'), 1)
    const odd = delta('prt_y1', 'x')
    transcript.apply(
      { ...odd, properties: { ...odd.properties, field: 'metadata' } } as typeof odd,
      2,
    )
    expect(transcript.part('prt_q9')).toBeUndefined()
    expect(textOf(transcript)).toBe('a')
  })

  it('places messages by when they were made, however they come, and parts as they come', () => {
    const transcript = ready()
    transcript.apply(messageUpdated(assistant('msg_x2')), 1)
    transcript.apply(partUpdated(text('prt_x2', 'msg_x2', 'b', 2)), 2)
    transcript.apply(messageUpdated(user('msg_y1')), 3)
    transcript.apply(partUpdated(text('prt_y1', 'msg_x2', 'a', 2)), 4)
    expect(transcript.order).toEqual(['msg_y1', 'msg_x2'])
    expect(transcript.partIDs('msg_x2')).toEqual(['prt_x2', 'prt_y1'])
  })

  it('keeps messages and parts as an answer orders them', () => {
    const transcript = ready(
      withParts(user('msg_b9')),
      withParts(
        assistant('msg_c1'),
        text('prt_a', 'msg_c1', 'x', 2),
        text('prt_0', 'msg_c1', 'y', 2),
      ),
    )
    transcript.apply(messageUpdated(user('msg_a9')), 1)
    expect(transcript.order).toEqual(['msg_b9', 'msg_c1', 'msg_a9'])
    expect(transcript.partIDs('msg_c1')).toEqual(['prt_a', 'prt_0'])
  })

  it('shows what is said in a session whose older messages have greater ids', () => {
    const old = (at: number) => {
      const id = `msg_fff${String(at).padStart(9, '0')}A`
      return { ...(at % 2 === 0 ? user(id) : assistant(id)), time: { created: at } }
    }
    const all = Array.from({ length: 140 }, (_, at) => withParts(old(at)))
    const transcript = new Transcript(SESSION)
    transcript.fill(transcript.begin(), all.slice(-100), 0, 100)
    const said = { ...user('msg_000000000001A'), time: { created: 140 } }
    transcript.apply(messageUpdated(said), 1)
    transcript.apply(partUpdated(text('prt_0', said.id, 'Anew', 2)), 2)
    expect(transcript.order.at(-1)).toBe(said.id)
    expect(transcript.shows(said.id)).toBe(true)
    // An older one that is not here is still none of ours; back to the first it is.
    transcript.apply(messageUpdated(old(20)), 3)
    expect(transcript.order).toHaveLength(101)
    const page = transcript.beginEarlier()
    transcript.fillEarlier(page?.ticket ?? 0, all.slice(0, 40), 3, 100)
    expect(transcript.earlier).toBe('none')
    expect(transcript.order).toEqual([...all.map(({ info }) => info.id), said.id])
  })

  it('says where a message stood that was removed', () => {
    const transcript = ready(withParts(user('msg_z1')), withParts(user('msg_y2')))
    const properties = { sessionID: SESSION, messageID: 'msg_z1' }
    transcript.apply({ id: 'e', type: 'message.removed', properties }, 1)
    expect(transcript.positionOf('msg_z1')).toBe(0)
    transcript.apply(messageUpdated(user('msg_c0')), 2)
    expect(['msg_c0', 'msg_z1', 'msg_y2', 'msg_b4'].map((id) => transcript.positionOf(id))).toEqual(
      [0, 1, 1, undefined],
    )
  })

  it('removes messages with their parts, and parts', () => {
    const transcript = ready(
      withParts(user('msg_y1'), text('prt_y1', 'msg_y1', 'a', 2)),
      withParts(assistant('msg_x2'), text('prt_x2', 'msg_x2', 'b'), text('prt_w3', 'msg_x2', 'c')),
    )
    const removed = { sessionID: SESSION, messageID: 'msg_y1' }
    transcript.apply({ id: 'e', type: 'message.removed', properties: removed }, 1)
    const part = { sessionID: SESSION, messageID: 'msg_x2', partID: 'prt_x2' }
    transcript.apply({ id: 'e', type: 'message.part.removed', properties: part }, 2)
    expect(transcript.order).toEqual(['msg_x2'])
    expect(transcript.part('prt_y1')).toBeUndefined()
    expect(transcript.partIDs('msg_x2')).toEqual(['prt_w3'])
  })
})

describe('a fetch that races with the stream', () => {
  it('loses and repeats no text, wherever the answer falls among the deltas', () => {
    const words = ['one ', 'two ', 'three ', 'four ', 'five ']
    const events = [
      messageUpdated(assistant('msg_x2')),
      partUpdated(text('prt_y1', 'msg_x2', '')),
      ...words.map((word) => delta('prt_y1', word)),
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
        const answer = withParts(assistant('msg_x2'), text('prt_y1', 'msg_x2', written))
        transcript.fill(ticket, [answer], covered)
        apply(received, events.length)
        expect(textOf(transcript), `covered ${covered}, received ${received}`).toBe(words.join(''))
      }
    }
  })

  it('takes nothing that the answer covers: it would be older', () => {
    const transcript = new Transcript(SESSION)
    const ticket = transcript.begin()
    const removed = { sessionID: SESSION, messageID: 'msg_x2', partID: 'prt_y1' }
    transcript.apply({ id: 'e', type: 'message.part.removed', properties: removed }, 3)
    transcript.fill(ticket, [withParts(assistant('msg_x2'), text('prt_y1', 'msg_x2', 'New'))], 5)
    expect(textOf(transcript)).toBe('New')
    transcript.apply(partUpdated(text('prt_y1', 'msg_x2', 'Old', 9)), 5)
    expect(textOf(transcript)).toBe('New')
    transcript.apply(partUpdated(text('prt_y1', 'msg_x2', 'Newest', 9)), 6)
    expect(textOf(transcript)).toBe('Newest')
  })

  it('shows what was there until a fetch after lost events answers', () => {
    const transcript = ready(withParts(user('msg_y1'), text('prt_y1', 'msg_y1', 'old', 2)))
    transcript.hold()
    const ticket = transcript.begin()
    transcript.apply(messageUpdated(assistant('msg_w3')), 20)
    expect(transcript.order).toEqual(['msg_y1'])
    expect(transcript.phase).toBe('ready')

    transcript.fill(ticket, [withParts(user('msg_y1')), withParts(assistant('msg_x2'))], 19)
    expect(transcript.order).toEqual(['msg_y1', 'msg_x2', 'msg_w3'])
  })

  it('keeps the identity of parts that a second fetch finds unchanged', () => {
    const part = text('prt_y1', 'msg_y1', 'same', 2)
    const transcript = ready(withParts(user('msg_y1'), part))
    transcript.fill(transcript.begin(), [withParts(user('msg_y1'), { ...part })], 5)
    expect(transcript.part('prt_y1')).toBe(part)
  })

  it('takes no answer that a newer fetch made void', () => {
    const transcript = new Transcript(SESSION)
    const first = transcript.begin()
    const second = transcript.begin()
    expect(transcript.fill(first, [withParts(user('msg_q9'))], 1)).toBe(false)
    expect(transcript.fill(second, [withParts(user('msg_y1'))], 1)).toBe(true)
    expect(transcript.order).toEqual(['msg_y1'])
  })

  it('keeps what is shown when the fetch fails, and says why', () => {
    const transcript = ready(withParts(user('msg_y1')))
    transcript.fail(transcript.begin(), 'It did not answer.')
    expect(transcript.phase).toBe('failed')
    expect(transcript.failure).toBe('It did not answer.')
    expect(transcript.order).toEqual(['msg_y1'])
  })

  it('leaves out messages and parts of a shape that cannot be shown', () => {
    const broken = { id: 'prt_x2', sessionID: SESSION, messageID: 'msg_y1', type: 'tool' }
    const answer = [
      { info: user('msg_y1'), parts: [text('prt_y1', 'msg_y1', 'fine', 2), broken] },
      { info: { id: 'msg_x2' }, parts: [] },
    ] as unknown as Parameters<Transcript['fill']>[1]
    const transcript = ready(...answer)
    expect(transcript.order).toEqual(['msg_y1'])
    expect(transcript.partIDs('msg_y1')).toEqual(['prt_y1'])
  })
})
