import type { Clock } from './clock'

/** How a ready engine is watched. */
export interface HealthRule {
  /** Pause between two probes, ms. */
  everyMs: number
  /** Unanswered probes in a row that make a hang, if the event stream is silent too. */
  misses: number
  /** How long no byte came on the event stream, ms. */
  silenceMs: number
}

/**
 * A hang is three unanswered probes in a row and no byte on the event stream for 30 s: one
 * slow answer under load never is, nor is an engine whose events still come.
 */
export const HANG_RULE: HealthRule = { everyMs: 5_000, misses: 3, silenceMs: 30_000 }

export interface HealthOptions {
  rule: HealthRule
  /** Asks once; whether an answer came. Must settle by itself. */
  probe: () => Promise<boolean>
  /** When the last byte came on the event stream, or the watch began: ms since the epoch. */
  lastByteAt: () => number
  clock: Clock
  onHang: (reason: string) => void
}

/**
 * Probes an engine until it hangs.
 * @returns ends the watch
 */
export function watchHealth({ rule, probe, lastByteAt, clock, onHang }: HealthOptions): () => void {
  let ended = false
  let misses = 0
  let cancel: () => void = () => undefined

  const next = () => {
    cancel = clock.after(rule.everyMs, () => {
      probe().then((answered) => {
        if (ended) return
        misses = answered ? 0 : misses + 1
        const silent = clock.now() - lastByteAt()
        if (misses < rule.misses || silent < rule.silenceMs) return next()
        ended = true
        onHang(`did not answer ${misses} times and sent nothing for ${Math.round(silent / 1000)} s`)
      })
    })
  }
  next()
  return () => {
    ended = true
    cancel()
  }
}
