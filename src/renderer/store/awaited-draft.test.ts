import { describe, expect, it, vi } from 'vitest'
import type { EngineState, EngineStatus } from '../../shared/engine-types'
import { setUp } from './actions-fixture'
import { SESSION, session } from './fixtures'
import { canSend } from './send-actions'

const engine = (state: EngineState): EngineStatus => ({
  running: state === 'ready',
  state,
  since: 1,
  restarts: 0,
})

function starting(state: EngineState = 'starting') {
  const rig = setUp({
    'sessions.create': () => session('ses_2', 2),
    'sessions.prompt': () => ({ messageID: 'msg_1' }),
  })
  rig.hello(engine(state))
  return rig
}

describe('what is sent while the engine is on its way', () => {
  it.each(['starting', 'restarting'] as const)('goes when it is ready: %s', async (state) => {
    const { hello, actions, store, seen } = starting(state)
    actions.setDraft('Hello')
    expect(canSend(store)).toBe(true)
    await actions.send()
    expect(store.outbox.draft('')).toBe('Hello')
    expect(canSend(store)).toBe(false)
    hello(engine('ready'))
    await vi.waitFor(() => expect(seen('sessions.prompt')).toHaveLength(1))
    expect(seen('sessions.create')).toHaveLength(1)
    expect(store.outbox.draft('')).toBe('')
    hello(engine('ready'))
    expect(seen('sessions.prompt')).toHaveLength(1)
  })

  it('goes into the session that is open', async () => {
    const { hello, actions, seen } = starting()
    actions.open(SESSION)
    actions.setDraft('Hello')
    await actions.send()
    hello(engine('ready'))
    await vi.waitFor(() => expect(seen('sessions.prompt')).toHaveLength(1))
    expect(seen('sessions.prompt')[0]?.[1]).toMatchObject({ id: SESSION })
  })

  it('goes also before anything is known of the engine', async () => {
    const { hello, actions, seen } = setUp({ 'sessions.create': () => session('ses_2', 2) })
    actions.setDraft('Hello')
    await actions.send()
    hello(engine('starting'))
    hello(engine('ready'))
    await vi.waitFor(() => expect(seen('sessions.prompt')).toHaveLength(1))
  })

  it.each<[string, (rig: ReturnType<typeof starting>) => void]>([
    ['is changed', ({ actions }) => actions.setDraft('Hello!')],
    [
      'is changed and changed back',
      ({ actions }) => {
        actions.setDraft('Hello!')
        actions.setDraft('Hello')
      },
    ],
    [
      'is left for another session, and come back to',
      ({ actions }) => {
        actions.open(SESSION)
        actions.startNew()
      },
    ],
    [
      'is let down by the engine, which is started again',
      ({ hello }) => {
        hello(engine('failed'))
        hello(engine('starting'))
      },
    ],
  ])('stays when it %s', async (_, happens) => {
    const rig = starting()
    rig.actions.setDraft('Hello')
    await rig.actions.send()
    happens(rig)
    const text = rig.store.outbox.draft('')
    rig.hello(engine('ready'))
    await vi.waitFor(() => expect(rig.store.list.phase).toBe('ready'))
    expect(rig.seen('sessions.create')).toEqual([])
    expect(rig.store.outbox.draft('')).toBe(text)
  })
})

it('nothing is sent to an engine that does not run', async () => {
  const { hello, actions, store, seen } = starting('failed')
  actions.setDraft('Hello')
  expect(canSend(store)).toBe(false)
  await actions.send()
  hello(engine('ready'))
  await vi.waitFor(() => expect(store.list.phase).toBe('ready'))
  expect(seen('sessions.create')).toEqual([])
})
