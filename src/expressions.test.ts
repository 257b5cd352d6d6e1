import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkSync } from 'recheck'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

// Whatever an agent, the engine or a stranger writes goes through some expression of ours: none may
// take longer than in proportion to the text.

interface Expression {
  readonly file: string
  readonly pattern: string
  readonly flags: string
}

/** Made when the app runs, each for the reason beside it. */
const MADE_LATER: Record<string, string> = {
  'src/shared/engine-types.ts': 'a prefix of ours, and one class of characters',
  'src/renderer/ui/visible-text/look-alikes.ts': 'one class of characters each',
  'src/renderer/ui/visible-text/look-alike-signs.ts': 'one class of characters each',
  'src/renderer/ui/visible-text/shell-reading.ts':
    'one class of characters, and pieces of a command that do not overlap; growth.test.ts looks at it',
  'src/renderer/ui/visible-text/reveal-text.ts':
    'marks and runs of spaces; growth.test.ts looks at it',
  'src/renderer/store/inspector-filter.ts': 'the words of a person, escaped',
  'src/main/engine/used-calls.ts': 'the paths of our own list, and segments without overlap',
}

/** Linear as well, which takes the tool 5 to 15 s each to find out: another pattern is not in here. */
const PROVEN = new Set([
  String.raw`^\{"directory":"(?:[^"\\]|\\.)*","project":"(?:[^"\\]|\\.)*","payload":\{"type":"sync"`,
  '^[A-Za-z0-9._~+/-]{16,512}=*$',
  String.raw`^((?:\s*(?:>|[-+*] (?:\[[ xX]\] )?|\d{1,9}[.)] |#{1,6} ))*\s*)([\s\S]*)$`,
  String.raw`^write\s+(\S.*?):\s+([\s\S]+)$`,
])

/** Long lists, on which the tool gives up; all that they are held against is names of variables. */
const OF_NAMES = new Set(['src/main/engine/environment.ts', 'src/main/undo/git.ts'])

const IS_FOR_TESTS = /\.test\.tsx?$|fixtures?\.ts$|for-tests\.ts$|[\\/]testing[\\/]/

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(path) && !IS_FOR_TESTS.test(path) ? [path.replaceAll('\\', '/')] : []
  })

/** Calls back for each node of a syntax tree. */
function walk(node: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) for (const it of node) walk(it, visit)
  else {
    visit(node as Record<string, unknown>)
    for (const value of Object.values(node)) walk(value, visit)
  }
}

const literals: Expression[] = []
const makers: string[] = []
for (const file of sources('src')) {
  const { program, errors } = parseSync(file, readFileSync(file, 'utf8'))
  if (errors.length > 0) throw new Error(`${file} could not be read`)
  walk(program, ({ type, regex, callee }) => {
    if (type === 'Literal' && regex) {
      literals.push({ file, ...(regex as { pattern: string; flags: string }) })
    }
    const isMaker = type === 'NewExpression' || type === 'CallExpression'
    if (isMaker && (callee as { name?: string } | undefined)?.name === 'RegExp') makers.push(file)
  })
}

/** What is wrong with an expression; empty when it is linear. */
function faultOf({ pattern, flags }: Omit<Expression, 'file'>): string {
  const found = checkSync(pattern, flags.replace(/[vd]/g, ''), { timeout: 20_000, randomSeed: 1 })
  if (found.status === 'safe') return ''
  return found.status === 'vulnerable' ? `vulnerable: ${found.complexity.summary}` : 'not proven'
}

/** Without a repetition that has no end, or with one from a place that is the only one. */
function isPlain({ pattern, flags }: Expression): boolean {
  const endless = pattern.match(/[*+]|,\}/g)?.length ?? 0
  const isAnchored = pattern.startsWith('^') && !pattern.includes('|') && !flags.includes('m')
  return endless === 0 || (endless === 1 && isAnchored)
}

// In this process: its other ways start a program of their own.
process.env.RECHECK_BACKEND = 'pure'

describe('expressions', () => {
  it('are found, and the tool knows a bad one from a good one', () => {
    expect(literals.length).toBeGreaterThan(100)
    expect(faultOf({ pattern: '\\s*:?\\s*$', flags: '' })).toContain('vulnerable')
    expect(faultOf({ pattern: '^\\s*[a-z]+$', flags: '' })).toBe('')
  })

  it('are linear', { timeout: 240_000 }, () => {
    const unique = new Map(literals.map((it) => [`${it.pattern}/${it.flags}`, it]))
    const faults = [...unique.values()]
      .filter((it) => !isPlain(it) && !PROVEN.has(it.pattern) && !OF_NAMES.has(it.file))
      .flatMap((it) => {
        const fault = faultOf(it)
        return fault === '' ? [] : `${it.file} /${it.pattern}/${it.flags} ${fault}`
      })
    expect(faults).toEqual([])
  })

  it('are literals, but for a few', () => {
    expect(new Set(makers)).toEqual(new Set(Object.keys(MADE_LATER)))
  })
})
