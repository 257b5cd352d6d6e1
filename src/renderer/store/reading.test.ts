import { describe, expect, it, vi } from 'vitest'
import { refuse, setUp } from './actions-fixture'
import { assistant, SESSION, text, user, withParts } from './fixtures'

// Their ids descend, as the engine's do over the day on which they begin anew.
const idOf = (number: number) => `msg_${999 - number}_${number}`

// In turns: the odd ones are the person's.
const ALL = Array.from({ length: 300 }, (_, index) => {
  const id = idOf(index + 1)
  const info = index % 2 === 0 ? user(id) : assistant(id)
  return withParts(info, text(`prt_${index}`, id, index === 0 ? 'a needle' : 'hay', 1))
})

interface Asked {
  limit: number
  before?: string
}
const page = ({ limit, before }: Asked) => {
  const end = before === undefined ? ALL.length : ALL.findIndex(({ info }) => info.id === before)
  return ALL.slice(Math.max(0, end - limit), end)
}

async function opened(answer: (asked: Asked) => unknown = page) {
  const it = setUp({ 'sessions.messages': answer })
  it.hello()
  it.actions.open(SESSION)
  await vi.waitFor(() => expect(it.store.transcripts.get(SESSION)?.phase).toBe('ready'))
  const transcript = () => it.store.transcripts.get(SESSION)
  return { ...it, transcript, target: () => it.store.reading.target?.messageID }
}

describe('going about in a session', () => {
  it('goes from one message of the person to the other', async () => {
    const { actions, target } = await opened()
    await actions.goToMessage('previous')
    expect(target()).toBe(idOf(299))
    await actions.goToMessage('previous')
    expect(target()).toBe(idOf(297))
    await actions.goToMessage('next')
    expect(target()).toBe(idOf(299))
    await actions.goToMessage('next')
    expect(target()).toBe(idOf(299))
  })

  it('goes on from where the person reads; to the beginning of the message first', async () => {
    const { actions, store, target } = await opened()
    store.transcripts.setPlace(SESSION, { messageID: idOf(251), offset: 300, fromEnd: 50 })
    await actions.goToMessage('previous')
    expect(target()).toBe(idOf(251))
    store.reading.release()
    store.transcripts.setPlace(SESSION, { messageID: idOf(252), offset: 0, fromEnd: 49 })
    await actions.goToMessage('next')
    expect(target()).toBe(idOf(253))
  })

  it('fetches what is before when it must, each page once', async () => {
    const { actions, store, seen, target, transcript } = await opened()
    store.transcripts.setPlace(SESSION, { messageID: idOf(201), offset: 0, fromEnd: 100 })
    await Promise.all([actions.goToMessage('previous'), actions.loadEarlier(SESSION)])
    expect(target()).toBe(idOf(199))
    expect(seen('sessions.messages')).toHaveLength(2)
    await actions.goToStart()
    expect(target()).toBe(idOf(1))
    expect(transcript()?.order).toHaveLength(300)
  })

  it('stays where it is when a page does not come, and can try again', async () => {
    let isDown = true
    const { actions, target, transcript } = await opened((asked) =>
      asked.before && isDown ? refuse('It did not answer.') : page(asked),
    )
    await actions.goToStart()
    expect(transcript()?.earlier).toBe('failed')
    expect(transcript()?.earlierFailure).toBe('It did not answer.')
    expect(target()).toBe(idOf(201))
    isDown = false
    await actions.goToStart()
    expect(target()).toBe(idOf(1))
  })

  it('finds in what is not loaded yet', async () => {
    const { actions, store } = await opened()
    actions.openFind()
    actions.setFindQuery('NEEDLE')
    await vi.waitFor(() => expect(store.find.current?.messageID).toBe(idOf(1)))
  })

  it('lets a page go that comes for a session that was closed', async () => {
    let answer: (value: unknown) => void = () => undefined
    const { actions, store, transcript } = await opened((asked) =>
      asked.before
        ? new Promise((resolve) => {
            answer = resolve
          })
        : page(asked),
    )
    const loading = actions.loadEarlier(SESSION)
    store.forget(SESSION)
    answer(ALL.slice(0, 100))
    await loading
    expect(transcript()).toBeUndefined()
    expect(store.notices.all).toEqual([])
  })

  it('fetches as much again after a resync as the person needs to read on', async () => {
    const { actions, store, transcript, calls } = await opened()
    await actions.goToStart()
    store.transcripts.setPlace(SESSION, { messageID: idOf(101), offset: 0, fromEnd: 200 })
    await actions.loadMessages(SESSION)
    expect(calls.at(-1)).toEqual(['sessions.messages', { id: SESSION, limit: 300 }])
    expect(transcript()?.order).toContain(idOf(101))
    store.transcripts.setPlace(SESSION, undefined)
    await actions.loadMessages(SESSION)
    expect(transcript()?.order).toHaveLength(100)
    expect(transcript()?.earlier).toBe('some')
  })
})
