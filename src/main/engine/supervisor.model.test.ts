import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quiet } from '../testing/fake-clock'
import { superviseFakes } from './supervisor-fixture'

const STEPS = [
  'start',
  'stop',
  'restart',
  'crash',
  'hang',
  'launch ok',
  'launch fails',
  'ending ends',
  'tick',
] as const

const step = fc.record({
  // As often as engines must come up for the rest to mean something.
  what: fc.constantFrom(...STEPS, 'start', 'launch ok', 'launch ok', 'launch ok'),
  /** For a tick: 10 ms is no backoff, 10 s is any, a minute forgets crashes. */
  ms: fc.constantFrom(10, 300, 10_000, 61_000),
  /** Whether all that follows from it has happened before the next step. */
  settles: fc.constantFrom(true, true, true, false),
})

it('whatever happens in whatever order: never two engines, and a stop is the end of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (steps) => {
        const fakes = superviseFakes({ obeys: false, onStatus: () => fakes.check() })
        const { supervisor, clock, launches } = fakes
        const leftByStops: unknown[] = []
        const promises: { settled: boolean }[] = []
        const hand = (promise: Promise<unknown>) => {
          const handed = { settled: false }
          const done = () => {
            handed.settled = true
          }
          promise.then(done, done)
          promises.push(handed)
        }
        const last = () => launches.at(-1)
        /** What was told to end and has not. */
        const ending = () =>
          fakes
            .alive()
            .filter(({ signal, pending, engine }) =>
              pending ? signal.aborted : engine?.stops.length,
            )
        const letGo = () => {
          for (const launch of ending()) {
            if (launch.engine) launch.engine.end()
            else launch.fail(launch.signal.reason)
          }
        }
        const stop = () =>
          supervisor.stop().then(() => {
            leftByStops.push(...ending())
          })
        const act: Record<(typeof STEPS)[number], (ms: number) => void> = {
          start: () => hand(supervisor.start('/project')),
          stop: () => hand(stop()),
          restart: () => hand(supervisor.restart()),
          crash: () => last()?.engine?.end(),
          hang: () => last()?.engine?.watched && last()?.engine?.hang('did not answer'),
          'launch ok': () => last()?.pending && last()?.succeed(),
          'launch fails': () => last()?.pending && last()?.fail(),
          'ending ends': letGo,
          tick: (ms) => clock.tick(ms),
        }

        for (const { what, ms, settles } of steps) {
          act[what](ms)
          fakes.check()
          if (settles) await quiet()
          fakes.check()
        }

        hand(stop())
        await quiet()
        // An ending launch or engine is at most two: one that is ended, and one that came up late.
        for (let round = 0; round < 3; round += 1) {
          letGo()
          await quiet()
        }
        fakes.check()
        expect(supervisor.status).toMatchObject({ running: false, state: 'stopped' })
        expect(fakes.alive()).toEqual([])
        expect(leftByStops).toEqual([])
        expect(clock.due).toEqual([])
        expect(promises.filter(({ settled }) => !settled)).toEqual([])
        expect(launches.some(({ engine }) => engine?.watched)).toBe(false)

        const { length } = launches
        clock.tick(120_000)
        await quiet()
        expect(launches).toHaveLength(length)
        expect(fakes.transitions()).toHaveLength(fakes.statuses.length)
        // The supervisor catches what a listener throws, the checks of this one included.
        expect(fakes.log.lines.filter((line) => line.includes('listener'))).toEqual([])
      },
    ),
    { numRuns: 200 },
  )
})
