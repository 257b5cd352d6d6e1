import { describe, expect, it, vi } from 'vitest'
import { Results } from './results'
import type { Outcome } from './timed-worker'

function stage() {
  const tells: ((outcome: Outcome<string>) => void)[] = []
  const withdraw = vi.fn()
  const run = vi.fn((_job: string, _ms: number, tell: (outcome: Outcome<string>) => void) => {
    tells.push(tell)
    return withdraw
  })
  const results = new Results<string, string>({ run })
  const want = (key: string, listener = vi.fn(), isKept = true) => ({
    listener,
    end: results.want({ key, job: key, ms: 1, isKept }, listener),
  })
  return { results, run, tells, withdraw, want }
}

const done = { kind: 'done', value: 'x' } as const

describe('results of jobs', () => {
  it('are asked for once however many want them, and told to all', () => {
    const { results, run, tells, want } = stage()
    const [one, two] = [want('a'), want('a')]
    expect(run).toHaveBeenCalledTimes(1)
    expect(results.peek('a')).toBeUndefined()
    tells[0]?.(done)
    expect(one.listener).toHaveBeenCalledTimes(1)
    expect(two.listener).toHaveBeenCalledTimes(1)
    expect(results.peek('a')).toBe(done)
  })

  it('are withdrawn when nobody wants them any more', () => {
    const { run, withdraw, want } = stage()
    const [one, two] = [want('a'), want('a')]
    one.end()
    one.end()
    expect(withdraw).not.toHaveBeenCalled()
    two.end()
    expect(withdraw).toHaveBeenCalledTimes(1)
    want('a')
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('are kept, lateness too, but not failures nor what changes in a moment', () => {
    const { results, tells, want } = stage()
    const outcomes: Outcome<string>[] = [done, { kind: 'late' }, { kind: 'failed' }, done]
    for (const [at, outcome] of outcomes.entries()) {
      const { end } = want(`${at}`, vi.fn(), at !== 3)
      tells[at]?.(outcome)
      expect(results.peek(`${at}`)).toBe(outcome)
      end()
    }
    expect(outcomes.map((_, at) => results.peek(`${at}`)?.kind)).toEqual([
      'done',
      'late',
      undefined,
      undefined,
    ])
  })

  it('stay while they are shown, however many others come', () => {
    const { results, tells, want } = stage()
    want('shown')
    tells[0]?.(done)
    for (let at = 0; at < 1_000; at += 1) results.keep(`${at}`, done)
    expect(results.peek('shown')).toBe(done)
    expect(results.peek('0')).toBeUndefined()
    expect(results.peek('999')).toBe(done)
  })

  it('take no more room than so many characters', () => {
    const { results } = stage()
    for (let at = 0; at < 10; at += 1) results.keep(`${at}${'x'.repeat(1_000_000)}`, done)
    expect(results.peek(`0${'x'.repeat(1_000_000)}`)).toBeUndefined()
    expect(results.peek(`9${'x'.repeat(1_000_000)}`)).toBe(done)
  })
})
