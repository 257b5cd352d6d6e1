import { describe, expect, it } from 'vitest'
import { readPatch } from '../ui/panel/patch'
import { colourCode, isCodeJob, MOST_RUNS } from './code-jobs'
import { readColoured } from './code-results'

const coloured = (language: string, text: string) => {
  const job = { kind: 'code', language, text } as const
  return readColoured(structuredClone(colourCode(job)), job)
}

describe('code in colours', () => {
  it('keeps every character, and says what it is', () => {
    const code = 'export const a: string = `x` // why'
    const runs = coloured('ts', code)?.runs ?? []
    expect(runs.map(({ text }) => text).join('')).toBe(code)
    expect(runs).toContainEqual({ text: 'export', kind: 'hljs-keyword' })
    expect(runs).toContainEqual({ text: '// why', kind: 'hljs-comment' })
  })

  it('leaves alone what it does not know', () => {
    expect(coloured('klingon', 'a')).toEqual({ runs: [], tokens: undefined })
  })

  it('has no more runs than can be laid out', () => {
    const code = '1 '.repeat(MOST_RUNS)
    const runs = coloured('js', code)?.runs ?? []
    expect(runs.length).toBe(MOST_RUNS + 1)
    expect(runs.map(({ text }) => text).join('')).toBe(code)
  })

  it('takes nothing that says something else than the code', () => {
    const job = { kind: 'code', language: 'ts', text: 'let a' } as const
    for (const answer of [undefined, {}, [{ text: 'let b', kind: '' }], [{ text: 'let a' }]]) {
      expect(readColoured(answer, job)).toBeUndefined()
    }
  })

  it('colours the lines of a diff, and marks the words that changed', () => {
    const patch = readPatch('--- a\n+++ b\n@@ -1,2 +1,2 @@\n-let a = 1\n+let a = 2\n b', 10)
    const hunks = patch.steps[0]?.blocks.map(({ hunk }) => hunk) ?? []
    const job = { kind: 'diff', language: 'ts', hunks, isCompared: true } as const
    const tokens = readColoured(structuredClone(colourCode(job)), job)?.tokens
    expect(JSON.stringify(tokens?.new)).toContain('hljs-keyword')
    expect(JSON.stringify(tokens?.new)).toContain('edit')
    expect(readColoured('nonsense', job)).toBeUndefined()
  })

  it('knows a job', () => {
    expect(isCodeJob({ kind: 'code', language: 'ts', text: '' })).toBe(true)
    expect(isCodeJob('code')).toBe(false)
  })
})
