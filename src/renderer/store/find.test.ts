import { describe, expect, it } from 'vitest'
import { Find } from './find'
import { fold, foldWithPlaces, occurrences, searchable } from './find-text'
import { assistant, delta, SESSION, text, user, withParts } from './fixtures'
import { Transcript } from './transcript'

function setUp(query: string) {
  const transcript = new Transcript(SESSION)
  transcript.fill(
    transcript.begin(),
    [
      withParts(user('msg_y1'), text('prt_y1', 'msg_y1', 'Tea or tea?', 1)),
      withParts(assistant('msg_x2'), text('prt_x2', 'msg_x2', 'Coffee.', 1)),
      withParts(assistant('msg_w3'), text('prt_w3', 'msg_w3', 'No tea')),
    ],
    0,
  )
  const find = new Find()
  find.open(SESSION)
  find.setQuery(query)
  find.follow(transcript, transcript.order, undefined)
  return { transcript, find }
}

describe('finding in a session', () => {
  it('begins at the match nearest to where the person reads, and goes round at the ends', () => {
    const { find } = setUp('tea')
    expect([find.total, find.index]).toEqual([3, 2])
    find.step(1)
    expect(find.current).toMatchObject({
      messageID: 'msg_y1',
      inPart: 0,
      inMessage: 0,
      ofMessage: 2,
    })
    find.step(1)
    expect(find.current).toMatchObject({ messageID: 'msg_y1', inPart: 1, inMessage: 1 })
    find.step(-1)
    find.step(-1)
    expect(find.index).toBe(2)
  })

  it('begins below the top of what is seen when the person is not at the end', () => {
    const { find, transcript } = setUp('nothing of this')
    find.setQuery('tea')
    find.follow(transcript, transcript.order, { messageID: 'msg_x2', offset: 0, fromEnd: 2 })
    expect(find.current?.messageID).toBe('msg_w3')
  })

  it('follows what is written, and stays at its match without taking the person anywhere', () => {
    const { find, transcript } = setUp('tea')
    const { moves, current } = find
    transcript.apply(delta('prt_w3', ', no TEA', 'msg_w3'), 1)
    find.follow(transcript, transcript.order, undefined)
    expect([find.total, find.index, find.moves]).toEqual([4, 2, moves])
    expect(find.current).toMatchObject({ partID: current?.partID, inPart: 0, ofMessage: 2 })
  })

  it('stays at its match when a page comes before it', () => {
    const { find, transcript } = setUp('tea')
    const was = find.current
    transcript.fill(
      transcript.begin(),
      [withParts(assistant('msg_w3'), text('prt_w3', 'msg_w3', 'No tea'))],
      0,
      1,
    )
    const page = transcript.beginEarlier()
    find.follow(transcript, transcript.order, undefined)
    expect([find.total, find.index]).toEqual([1, 0])
    transcript.fillEarlier(
      page?.ticket ?? -1,
      [withParts(user('msg_y1'), text('prt_y1', 'msg_y1', 'tea tea tea', 1))],
      0,
      1,
    )
    find.follow(transcript, transcript.order, undefined)
    expect([find.total, find.index]).toEqual([4, 3])
    expect(find.current).toEqual(was)
  })

  it('goes to the one that comes next when its match is gone, and to none with the last', () => {
    const { find, transcript } = setUp('tea')
    find.step(1)
    const removed = (messageID: string) =>
      ({ id: 'e', type: 'message.removed', properties: { sessionID: SESSION, messageID } }) as const
    transcript.apply(removed('msg_y1'), 1)
    find.follow(transcript, transcript.order, undefined)
    expect([find.total, find.current?.messageID]).toEqual([1, 'msg_w3'])
    transcript.apply(removed('msg_w3'), 2)
    find.follow(transcript, transcript.order, undefined)
    expect([find.total, find.index, find.current]).toEqual([0, -1, undefined])
  })

  it('goes to the next part of its message when its own is gone', () => {
    const { find, transcript } = setUp('tea')
    const parts = ['prt_c', 'prt_b', 'prt_a'].map((id) => text(id, 'msg_v4', 'tea', 1))
    transcript.fill(transcript.begin(), [withParts(assistant('msg_v4'), ...parts)], 0)
    find.setQuery('tea')
    find.follow(transcript, transcript.order, undefined)
    find.step(-1)
    expect(find.current?.partID).toBe('prt_b')
    const properties = { sessionID: SESSION, messageID: 'msg_v4', partID: 'prt_b' }
    transcript.apply({ id: 'e', type: 'message.part.removed', properties }, 1)
    find.follow(transcript, transcript.order, undefined)
    expect(find.current?.partID).toBe('prt_a')
  })

  it('finds nothing for nothing, and nothing of another session', () => {
    expect(setUp('').find.total).toBe(0)
    const { find, transcript } = setUp('tea')
    find.open('ses_other')
    find.follow(transcript, transcript.order, undefined)
    expect(find.total).toBe(0)
  })
})

describe('a text that is compared', () => {
  it('has no case, no accents, and one way to write a letter', () => {
    expect(fold('Café CAFE\u0301 ﬁn')).toBe('cafe cafe fin')
  })

  it('knows where each of its letters was', () => {
    const { text, at } = foldWithPlaces('aE\u0301ﬁx')
    expect(text).toBe('aefix')
    expect([...text, ''].map((_, index) => at(index))).toEqual([0, 1, 3, 3, 4, 5])
  })

  it('is the same either way, letter by letter or at once', () => {
    for (const it of ['plain', 'İstanbul', 'naïve Œuvre', '한국어', 'e\u0301\u0302']) {
      expect(foldWithPlaces(it).text).toBe(fold(it))
    }
  })

  it('has occurrences that do not overlap', () => {
    expect(occurrences('aaaa', 'aa')).toEqual([0, 2])
    expect(occurrences('aaaa', '')).toEqual([])
  })

  it('is what a tool was given and what came of it, but not what the engine adds for the model', () => {
    const tool = {
      id: 'prt',
      sessionID: SESSION,
      messageID: 'msg_y1',
      type: 'tool',
      callID: 'c',
      tool: 'bash',
      state: {
        status: 'completed',
        input: { command: 'ls', timeout: 3 },
        output: 'a.txt',
        title: 'Lists',
        metadata: {},
        time: { start: 1, end: 2 },
      },
    } as const
    expect(searchable(tool, 'assistant')).toBe('ls\nLists\na.txt')
    const added = { ...text('prt', 'msg_y1', 'file text'), synthetic: true } as ReturnType<
      typeof text
    >
    expect(searchable(added, 'user')).toBe('')
    expect(searchable(added, 'assistant')).toBe('file text')
  })
})
