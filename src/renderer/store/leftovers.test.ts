import { expect, it } from 'vitest'
import { refuse, setUp } from './actions-fixture'
import { SESSION } from './fixtures'

const LEFT = [{ pid: 7, command: 'sleep 778', since: 1 }]

it('what is left running is known once it was asked for, and the same list while it is the same', async () => {
  const { store, actions } = setUp({ 'sessions.processes': () => structuredClone(LEFT) })
  await actions.lookForLeftovers(SESSION)
  const first = store.leftovers.of(SESSION)
  expect(first).toEqual(LEFT)
  await actions.lookForLeftovers(SESSION)
  expect(store.leftovers.of(SESSION)).toBe(first)
})

it('what was ended is gone; what was not is asked for again', async () => {
  let ended = 0
  const { store, actions } = setUp({
    'sessions.processes': () => LEFT,
    'sessions.endProcesses': () => ({ ended, left: ended === 0 ? LEFT : [] }),
  })
  await actions.lookForLeftovers(SESSION)
  await actions.endLeftovers(SESSION)
  expect(store.leftovers.of(SESSION)).toEqual(LEFT)
  const said = /^Not everything was ended\. .*: sleep 778 \(7\)\. .*sudo kill 7$/
  expect(store.notices.all.map(({ text }) => text)).toEqual([expect.stringMatching(said)])
  ended = 1
  await actions.endLeftovers(SESSION)
  expect(store.leftovers.of(SESSION)).toEqual([])
})

it('a failure to end is said, one to look is not', async () => {
  const { store, actions } = setUp({
    'sessions.processes': () => refuse('No.'),
    'sessions.endProcesses': () => refuse('No.'),
  })
  await actions.lookForLeftovers(SESSION)
  expect(store.notices.all).toEqual([])
  await actions.endLeftovers(SESSION)
  expect(store.notices.all[0]?.text).toBe('What was left running was not ended. No.')
})
