// @ts-check
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprint, isCurrent } from './build.mjs'
import { temporaryFolder } from './testing.mjs'

function project() {
  const root = temporaryFolder()
  mkdirSync(join(root, 'src', 'main'), { recursive: true })
  for (const file of ['src/main/index.ts', 'package-lock.json', 'tsconfig.json', 'README.md']) {
    writeFileSync(join(root, file), `text of ${file}`)
  }
  return root
}

test.each(['src/main/index.ts', 'package-lock.json', 'tsconfig.json'])(
  'a change of %s asks for a new build',
  async (file) => {
    const root = project()
    const before = await fingerprint(root)
    writeFileSync(join(root, file), 'another text')
    expect(await fingerprint(root)).not.toBe(before)
  },
)

test('a source file that is renamed asks for a new build', async () => {
  const root = project()
  const before = await fingerprint(root)
  renameSync(join(root, 'src/main/index.ts'), join(root, 'src/main/other.ts'))
  expect(await fingerprint(root)).not.toBe(before)
})

test('what is no part of the build asks for none', async () => {
  const root = project()
  const before = await fingerprint(root)
  writeFileSync(join(root, 'README.md'), 'another text')
  expect(await fingerprint(root)).toBe(before)
})

test('a build is current when it is whole and made from these sources', () => {
  expect(isCurrent({ stamp: 'a', wanted: 'a', whole: true })).toBe(true)
  expect(isCurrent({ stamp: 'a', wanted: 'b', whole: true })).toBe(false)
  expect(isCurrent({ stamp: 'a', wanted: 'a', whole: false })).toBe(false)
  expect(isCurrent({ stamp: undefined, wanted: 'a', whole: true })).toBe(false)
})
