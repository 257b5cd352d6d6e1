/** What was called, in order, and a way to wait for it. */
export interface CallRecord {
  readonly calls: string[]
  /** Notes a call. */
  note(what: string): void
  /** Resolves as soon as the calls so far fit. */
  until(fits: (calls: string[]) => boolean): Promise<void>
  /** Resolves as soon as this was called so many times. */
  untilCalled(what: string, times?: number): Promise<void>
}

export function recordCalls(): CallRecord {
  const calls: string[] = []
  const waiting: (() => void)[] = []
  const until: CallRecord['until'] = async (fits) => {
    while (!fits(calls)) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return {
    calls,
    note: (what) => {
      calls.push(what)
      for (const resolve of waiting.splice(0)) resolve()
    },
    until,
    untilCalled: (what, times = 1) =>
      until((all) => all.filter((name) => name === what).length >= times),
  }
}
