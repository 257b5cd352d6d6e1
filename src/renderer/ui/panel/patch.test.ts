import { describe, expect, it } from 'vitest'
import { besideEachOther, readPatch } from './patch'

/** As the engine gives it: the whole file in one hunk. */
const patchOf = (lines: string[]) => {
  const olds = lines.filter((line) => !line.startsWith('+')).length
  const news = lines.filter((line) => !line.startsWith('-')).length
  return `Index: a.txt\n${'='.repeat(67)}\n--- a.txt\t\n+++ a.txt\t\n@@ -1,${olds} +1,${news} @@\n${lines.join('\n')}\n`
}
const same = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ` line ${from + index}`)
const shape = (patch: string, limit = 1_000) =>
  readPatch(patch, limit).steps.map(({ blocks }) =>
    blocks.map(({ kind, hunk }) => `${kind} ${hunk.changes.length}`),
  )

describe('readPatch', () => {
  it('parts what is near a change from what is not', () => {
    const patch = patchOf([...same(1, 20), '-line 21', '+line XXI', ...same(22, 60)])
    expect(shape(patch)).toEqual([['gap 17', 'hunk 8', 'gap 36']])
    const [before, hunk] = readPatch(patch, 1_000).steps[0]?.blocks ?? []
    expect(before?.hunk.oldStart).toBe(1)
    expect(hunk?.hunk).toMatchObject({ oldStart: 18, newStart: 18, oldLines: 7, newLines: 7 })
    expect(hunk?.hunk.changes[3]).toMatchObject({
      type: 'delete',
      content: 'line 21',
      lineNumber: 21,
    })
  })

  it('keeps few lines between two changes, rather than a gap of the same height', () => {
    expect(shape(patchOf(['-a', ...same(2, 10), '-b']))).toEqual([['hunk 11']])
    expect(shape(patchOf(['-a', ...same(2, 11), '-b']))).toEqual([['hunk 4', 'gap 4', 'hunk 4']])
  })

  it('gives each message that changed the file a step', () => {
    const patch = patchOf(['+a', '+b']) + patchOf([' a', '-b', '+c'])
    expect(shape(patch)).toEqual([['hunk 2'], ['hunk 3']])
  })

  it('takes lines that look like headers for what they are', () => {
    const patch = patchOf(['--- a/x', '+++ b/x', '-@@ -1 +1 @@', ' Index: y'])
    expect(
      readPatch(patch, 9).steps[0]?.blocks[0]?.hunk.changes.map(({ content }) => content),
    ).toEqual(['-- a/x', '++ b/x', '@@ -1 +1 @@', 'Index: y'])
  })

  it('reads no more than so many lines that changed', () => {
    const patch = patchOf(Array.from({ length: 30_000 }, (_, index) => `+${index}`))
    expect(readPatch(patch, 1_000)).toMatchObject({ isCut: true, lastLine: 1_001 })
    expect(shape(patch, 1_000)).toEqual([['hunk 1000']])
    expect(readPatch(patch, 30_000).isCut).toBe(false)
  })

  it('leaves out what is said of the end of a file, and carriage returns', () => {
    const patch = patchOf(['+a\r', '+b', '\\ No newline at end of file'])
    const text = readPatch(patch.replace('1,3', '1,2'), 9).steps[0]?.blocks[0]?.hunk.changes
    expect(text?.map(({ content }) => content)).toEqual(['a', 'b'])
  })

  it('has no steps for what is no patch', () => {
    expect(readPatch('', 9).steps).toEqual([])
    expect(readPatch('Binary files differ\n', 9).steps).toEqual([])
  })
})

it('puts removed lines beside the added ones that replace them', () => {
  const hunk = readPatch(patchOf([' a', '-b', '-c', '-d', '+B', '+C', ' e', '+f']), 99).steps[0]
    ?.blocks[0]?.hunk
  const order = hunk && besideEachOther(hunk).changes.map(({ content }) => content)
  expect(order).toEqual(['a', 'b', 'B', 'c', 'C', 'd', 'e', 'f'])
})
