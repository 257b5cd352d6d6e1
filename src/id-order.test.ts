import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

// The rule is one of Biome's, in biome/no-id-order.grit; that the source keeps it is seen when it is
// linted. Here: that the rule still finds what it is there for.

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
const rule = join(import.meta.dirname, '../biome/no-id-order.grit')

/** Those of the lines in which Biome finds that ids are compared. */
function found(lines: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-rule-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src/lines.ts'), lines.join(';\n'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ plugins: [rule] }))
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--only=plugin', '--reporter=json', 'src'],
    { cwd: folder, encoding: 'utf8' },
  )
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { start: { line: number } } }[]
  }
  return diagnostics
    .filter(({ category }) => category === 'plugin')
    .map(({ location }) => lines[location.start.line - 1] ?? '')
}

it('finds where ids are taken for an order, and nothing else', () => {
  const faults = [
    'a.id < b.id',
    'messageID >= first',
    'last > message.info.id',
    'revert?.messageID <= id',
    'a.id.localeCompare(b.id)',
    'all.sort((a, b) => (a.id < b.id ? -1 : 1))',
    'ids.sort()',
    '[...messages.keys()].toSorted()',
  ]
  const right = ['a.id === b.id', 'a.time.created < b.time.created', 'names.sort()', 'at < width']
  expect(found([...faults, ...right])).toEqual(faults)
})
