import type { Clock } from './clock'

/** A clock that stands still until a test moves it. */
export function manualClock(): Clock & { tick: (ms: number) => void } {
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((it) => it !== timer)
      }
    },
    /** Lets so many ms pass, and what falls due in them happen, in order. */
    tick(ms) {
      const end = now + ms
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers = timers.filter((it) => it !== next)
        now = next.at
        next.run()
      }
      now = end
    },
  }
}
