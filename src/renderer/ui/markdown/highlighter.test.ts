import { describe, expect, it, vi } from 'vitest'
import { type Grammars, Highlighter } from './highlighter'

async function ready(): Promise<Highlighter> {
  const highlighter = new Highlighter(async () => (await import('./grammars')).grammars)
  const loaded = new Promise<void>((resolve) => highlighter.subscribe(resolve))
  highlighter.load()
  await loaded
  return highlighter
}

describe('code in colours', () => {
  it('is plain until the grammars are there, which are fetched once', async () => {
    let arrive = (_: Grammars) => undefined as undefined
    const load = vi.fn(
      () =>
        new Promise<Grammars>((resolve) => {
          arrive = (grammars) => void resolve(grammars)
        }),
    )
    const highlighter = new Highlighter(load)
    highlighter.load()
    highlighter.load()
    expect(load).toHaveBeenCalledTimes(1)
    expect(highlighter.runs('ts', 'let a')).toBeUndefined()
    const told = new Promise<void>((resolve) => highlighter.subscribe(resolve))
    arrive((await import('./grammars')).grammars)
    await told
    expect(highlighter.isReady).toBe(true)
  })

  it('keeps every character, and says what it is', async () => {
    const highlighter = await ready()
    const code = 'export const a: string = `x` // why'
    const runs = highlighter.runs('ts', code) ?? []
    expect(runs.map(({ text }) => text).join('')).toBe(code)
    expect(runs).toContainEqual({ text: 'export', kind: 'hljs-keyword' })
    expect(runs).toContainEqual({ text: '// why', kind: 'hljs-comment' })
    expect(highlighter.runs('ts', code)).toBe(runs)
  })

  it('leaves alone what it does not know, and what is too long', async () => {
    const highlighter = await ready()
    expect(highlighter.runs('klingon', 'a')).toBeUndefined()
    expect(highlighter.runs('', 'a')).toBeUndefined()
    expect(highlighter.runs('ts', 'a'.repeat(100_000))).toBeUndefined()
  })

  it('tries again when the grammars did not come', async () => {
    const failed = vi.fn(() => Promise.reject(new Error('gone')))
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    const highlighter = new Highlighter(failed)
    highlighter.load()
    await vi.waitFor(() => expect(reported).toHaveBeenCalled())
    await vi.waitFor(() => {
      highlighter.load()
      expect(failed).toHaveBeenCalledTimes(2)
    })
    vi.unstubAllGlobals()
  })
})
