import { expect, it } from 'vitest'
import type { EngineStatus } from '../../shared/engine-types'
import { manualClock } from './clock-fixture'
import { projection, READY, session } from './fixtures'
import { rememberList } from './remembered-list'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'
import { Store } from './store'

const STARTING: EngineStatus = { running: false, state: 'starting', since: 1, restarts: 0 }

/** A page over what the pages before it left; `leave` is its end. */
function open(values: Record<string, string>) {
  const store = new Store((run) => run())
  const clock = manualClock()
  const leaving = new EventTarget()
  rememberList(store, {
    saved: savedIn(() => memoryStorage(values)),
    page: leaving as Window,
    delay: clock.after,
  })
  const hello = (engine: EngineStatus) =>
    store.hello({ kind: 'hello', epoch: 'e', seq: 0, projection: projection({ engine }) })
  const list = (...sessions: ReturnType<typeof session>[]) =>
    store.write(() => store.list.fill(store.list.begin(), sessions))
  const shown = () => store.list.shown.map(({ id }) => id)
  const leave = () => leaving.dispatchEvent(new Event('pagehide'))
  return { store, clock, hello, list, shown, leave }
}

/** What a page that had these sessions of that engine leaves. */
function leftBy(engine: EngineStatus, ...sessions: ReturnType<typeof session>[]) {
  const values: Record<string, string> = {}
  const page = open(values)
  page.hello(engine)
  page.list(...sessions)
  page.leave()
  return values
}

const [A, B, C] = [session('ses_a', 3), session('ses_b', 2), session('ses_c', 1)]

it('what was listed is shown while the engine starts, and then what it lists', () => {
  const page = open(leftBy(READY, A, B))
  expect(page.shown()).toEqual([])
  page.hello(STARTING)
  expect(page.shown()).toEqual(['ses_a', 'ses_b'])
  expect(page.store.list).toMatchObject({ phase: 'waiting', isCurrent: false })
  page.list(B, C)
  expect(page.shown()).toEqual(['ses_b', 'ses_c'])
  expect(page.store.list).toMatchObject({ phase: 'ready', isCurrent: true })
})

it('it is written down a while after a change, not with each', () => {
  const values: Record<string, string> = {}
  const page = open(values)
  page.hello(READY)
  page.list(A)
  page.clock.tick(4_999)
  expect(values).toEqual({})
  page.store.write(() => page.store.list.put(B))
  page.clock.tick(1)
  expect(values['wheelhouse.sessions']).toContain('ses_b')
})

it('what is only remembered is never written down as what there is', () => {
  const values = leftBy(READY, A)
  const kept = values['wheelhouse.sessions']

  const page = open(values)
  page.hello(STARTING)
  page.store.write(() => page.store.list.hide('ses_a'))
  page.leave()
  page.clock.tick(60_000)
  expect(values['wheelhouse.sessions']).toBe(kept)
})

it.each<[string, EngineStatus, EngineStatus]>([
  ['the demo', { ...READY, demo: true }, STARTING],
  ['the own engine', READY, { ...STARTING, demo: true }],
  ['the own engine', READY, { ...STARTING, attached: true }],
  ['another’s engine', { ...READY, attached: true }, { ...STARTING, attached: true }],
])('the sessions of %s are shown in no other place', (_, one, other) => {
  const page = open(leftBy(one, A))
  page.hello(other)
  expect(page.shown()).toEqual([])
})

it('an answer of the engine is not mixed with what is remembered', () => {
  const page = open(leftBy(READY, A, B))
  page.list(C)
  page.hello(READY)
  expect(page.shown()).toEqual(['ses_c'])
})

it('the two hundred newest are enough', () => {
  const sessions = Array.from({ length: 300 }, (_, at) => session(`ses_${at}`, at))
  const page = open(leftBy(READY, ...sessions))
  page.hello(STARTING)
  expect(page.shown()).toHaveLength(200)
  expect(page.shown()[0]).toBe('ses_299')
})

it.each(['', '{', 'null', '7', '{"source":"own"}', '{"source":"own","sessions":[null,{"id":1}]}'])(
  'what is kept as %j is taken for nothing',
  (text) => {
    const page = open({ 'wheelhouse.sessions': text })
    page.hello(STARTING)
    expect(page.shown()).toEqual([])
  },
)
