import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countChanges, readDiff } from './diff-lines'

const shown = (diff: string) =>
  readDiff(diff).map(({ kind, text, number }) => [kind, number, text].filter((it) => it !== ''))
const HEAD = ['Index: /p/a.txt', '='.repeat(67), '--- /p/a.txt', '+++ /p/a.txt']
const diff = (...lines: string[]) => [...HEAD, ...lines, ''].join('\n')

describe('a diff', () => {
  it('is its lines with their numbers, without the head', () => {
    expect(shown(diff('@@ -4,3 +4,3 @@', ' one', '-two', '+zwei', ' three'))).toEqual([
      ['same', 4, 'one'],
      ['removed', 5, 'two'],
      ['added', 5, 'zwei'],
      ['same', 6, 'three'],
    ])
  })

  it('of a new file is all added', () => {
    const lines = ['@@ -0,0 +1,2 @@', '+one', '+two', '\\ No newline at end of file']
    expect(readDiff(diff(...lines)).map(({ kind }) => kind)).toEqual(['added', 'added'])
  })

  it('has a gap between two hunks', () => {
    const lines = ['@@ -1 +1 @@', '-a', '+b', '@@ -9 +9 @@ fn()', '-c', '+d']
    expect(readDiff(diff(...lines)).map(({ kind }) => kind)).toEqual([
      'removed',
      'added',
      'gap',
      'removed',
      'added',
    ])
  })

  it('takes lines that look like a head for what they are', () => {
    const lines = ['@@ -1,2 +1,2 @@', '--- a', '-@@ -1 +1 @@', '+++ b', '+x']
    expect(shown(diff(...lines))).toEqual([
      ['removed', 1, '-- a'],
      ['removed', 2, '@@ -1 +1 @@'],
      ['added', 1, '++ b'],
      ['added', 2, 'x'],
    ])
  })

  it('of several files names them, also one that goes', () => {
    const two = `--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b\n--- a/y.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-c\n`
    expect(readDiff(two).filter(({ kind }) => kind === 'file')).toEqual([
      { kind: 'file', text: 'x.ts' },
      { kind: 'file', text: 'y.ts' },
    ])
    expect(readDiff(two).some(({ kind }) => kind === 'gap')).toBe(false)
  })

  it('says that the ends of lines change, and shows which', () => {
    const lines = ['@@ -1,3 +1,3 @@', ' #!/bin/sh', '-a', '-b', '+a\r', '+b\r']
    expect(shown(diff(...lines))).toEqual([
      ['same', 1, '#!/bin/sh'],
      ['note', undefined, 'The ends of lines change: from LF to LF and CR LF.'],
      ['removed', 2, 'a'],
      ['removed', 3, 'b'],
      ['added', 2, 'a\r'],
      ['added', 3, 'b\r'],
    ])
    expect(shown(diff('@@ -1 +1 @@', '-a\r', '+a'))[0]?.at(-1)).toBe(
      'The ends of lines change: from CR LF to LF.',
    )
  })

  it('says nothing of ends that all lines have', () => {
    const lines = ['@@ -1,2 +1,2 @@', ' a\r', '-b\r', '+c', '\\ No newline at end of file']
    expect(shown(diff(...lines))).toEqual([
      ['same', 1, 'a'],
      ['removed', 2, 'b'],
      ['added', 2, 'c'],
      ['note', undefined, 'This line loses its end (LF).'],
    ])
    expect(
      shown(diff('@@ -1,2 +1,2 @@', ' a\r', '-b\r', '+c\r').replaceAll('\n', '\r\n')),
    ).toHaveLength(3)
  })

  it('says where only one of two last lines has an end', () => {
    const none = '\\ No newline at end of file'
    const kinds = (...lines: string[]) => readDiff(diff(...lines)).map(({ kind }) => kind)
    expect(kinds('@@ -1 +1 @@', '-a', none, '+a')).toEqual(['removed', 'note', 'added'])
    expect(kinds('@@ -1 +1 @@', '-a', '+a', none)).toEqual(['removed', 'added', 'note'])
    expect(kinds('@@ -1 +1 @@', '-a', none, '+b', none)).toEqual(['removed', 'added'])
    expect(kinds('@@ -1,2 +1,2 @@', '-a', '+b', ' c', none)).toEqual(['removed', 'added', 'same'])
    expect(kinds('@@ -1 +0,0 @@', '-a', none)).toEqual(['removed'])
  })

  it('of several files looks at the ends of each by itself', () => {
    const two = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-c\r\n+d\r\n'
    expect(readDiff(two).map(({ text }) => text)).toEqual(['x', 'a', 'b', 'y', 'c', 'd'])
  })

  it('has no lines when it is none', () => {
    expect(readDiff('')).toEqual([])
    expect(readDiff('nothing of the kind\n+x')).toEqual([])
  })

  it('counts what comes and goes', () => {
    expect(countChanges(readDiff(diff('@@ -1,2 +1 @@', '-a', '-b', '+c')))).toBe(
      '1 added, 2 removed',
    )
    expect(countChanges([])).toBe('')
  })

  it('shows every line of a hunk once, whatever it holds', () => {
    const line = fc.string().filter((it) => !/[\r\n]/.test(it))
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (old, fresh) => {
        const hunk = [
          `@@ -1,${old.length} +1,${fresh.length} @@`,
          ...old.map((it) => `-${it}`),
          ...fresh.map((it) => `+${it}`),
        ]
        const lines = readDiff(diff(...hunk))
        const texts = (kind: string) => lines.filter((it) => it.kind === kind).map((it) => it.text)
        expect(texts('removed')).toEqual(old)
        expect(texts('added')).toEqual(fresh)
      }),
      { numRuns: 300 },
    )
  })
})
