import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Import {
  specifier: string
  /** Gone once TypeScript has been compiled away. */
  typeOnly: boolean
}

// Statements at the start of a line, as the formatter writes them; dynamic ones wherever they are.
const FROM =
  /^[ \t]*(?:import|export)\b(\s+type\b(?!\s*(?:,|from)))?[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]/g

function importsOf(text: string): Import[] {
  const found = (pattern: RegExp) => [...text.matchAll(pattern)]
  return [
    ...found(FROM).map(([, type, specifier = '']) => ({ specifier, typeOnly: type !== undefined })),
    ...found(BARE).map(([, specifier = '']) => ({ specifier, typeOnly: false })),
    ...found(DYNAMIC).map(([, specifier = '']) => ({ specifier, typeOnly: false })),
  ]
}

const isRelative = (specifier: string) => /^\.{0,2}\//.test(specifier) || /^\.+$/.test(specifier)
const isElectron = (specifier: string) => /^electron(\/|$)/.test(specifier)
const isTest = (file: string) => /\.test\.tsx?$/.test(file)
/** Where a relative import leads, from the root of the project, without extension. */
const targetOf = (file: string, specifier: string) =>
  posix.join(posix.dirname(file), specifier.replace(/\?.*$/, '')).replace(/\.(m?[jt]sx?)$/, '')
const isWithin = (target: string, ...folders: string[]) =>
  folders.some((folder) => target === folder || target.startsWith(`${folder}/`))

/** The rooms that run in plain Node, so that they are tested there. */
const PLAIN = ['sessions', 'undo', 'events', 'engine', 'http', 'demo'].map(
  (room) => `src/main/${room}`,
)

/** Tells what is wrong with one import of a file, if anything. */
function faultOf(file: string, { specifier, typeOnly }: Import): string | undefined {
  const target = isRelative(specifier) ? targetOf(file, specifier) : undefined
  if (target !== undefined) {
    if (!isWithin(target, 'src')) return 'nothing in src imports from outside of it'
    if (isWithin(file, 'src/shared') && !isWithin(target, 'src/shared')) {
      return 'shared imports nothing of the other rooms'
    }
    if (isWithin(file, 'src/renderer') && !isWithin(target, 'src/renderer', 'src/shared')) {
      return 'the renderer imports only shared'
    }
    if (isWithin(file, 'src/preload') && !isWithin(target, 'src/preload', 'src/shared')) {
      return 'the preload imports only shared'
    }
    if (isWithin(file, 'src/main') && isWithin(target, 'src/renderer', 'src/preload')) {
      return 'main imports neither renderer nor preload'
    }
    return undefined
  }
  if (isElectron(specifier) && isWithin(file, ...PLAIN, 'src/shared', 'src/renderer')) {
    return 'this room runs without electron'
  }
  if (isTest(file)) return undefined
  if (isWithin(file, 'src/shared') && specifier !== 'zod' && !typeOnly) {
    return 'shared imports zod and types only'
  }
  if (isWithin(file, 'src/renderer') && isBuiltin(specifier)) {
    return 'the page has no Node'
  }
  return undefined
}

const faultsOf = (file: string, text: string): string[] =>
  importsOf(text).flatMap((found) => faultOf(file, found) ?? [])

/** A file of a plain room and the way on which it would load electron all the same. */
function waysToElectron(files: ReadonlyMap<string, string>): string[][] {
  const bare = (file: string) => file.replace(/\.tsx?$/, '')
  const byTarget = new Map<string, string>()
  for (const file of files.keys()) {
    byTarget.set(bare(file), file)
    if (bare(file).endsWith('/index')) byTarget.set(posix.dirname(file), file)
  }
  const wayFrom = (file: string, seen: Set<string>): string[] | undefined => {
    seen.add(file)
    for (const { specifier, typeOnly } of importsOf(files.get(file) ?? '')) {
      if (typeOnly) continue
      if (isElectron(specifier)) return [file]
      const next = isRelative(specifier) && byTarget.get(targetOf(file, specifier))
      const way = next && !seen.has(next) ? wayFrom(next, seen) : undefined
      if (way) return [file, ...way]
    }
    return undefined
  }
  const plain = [...files.keys()].filter((file) => isWithin(file, ...PLAIN))
  return plain.flatMap((file) => {
    const way = wayFrom(file, new Set())
    return way ? [way] : []
  })
}

const ROOT = join(import.meta.dirname, '..')
const sources = new Map(
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    // This file quotes imports that are wrong.
    .filter((path) => /\.tsx?$/.test(path) && path !== 'boundaries.test.ts')
    .map((path) => [
      `src/${path.split(sep).join('/')}`,
      readFileSync(join(ROOT, 'src', path), 'utf8'),
    ]),
)

describe('the rooms of the house', () => {
  it('are all there to be looked at', () => {
    const rooms = ['src/shared', 'src/renderer', 'src/preload', ...PLAIN]
    for (const room of rooms) {
      const files = [...sources].filter(([file]) => isWithin(file, room))
      expect([room, files.some(([, text]) => importsOf(text).length > 0)]).toEqual([room, true])
    }
  })

  it('import only what they may', () => {
    const faults = [...sources].flatMap(([file, text]) =>
      importsOf(text).flatMap((found) => {
        const fault = faultOf(file, found)
        return fault ? [`${file} imports ${found.specifier}: ${fault}`] : []
      }),
    )
    expect(faults).toEqual([])
  })

  it('that run in plain Node do not load electron by way of another', () => {
    expect(waysToElectron(sources)).toEqual([])
  })
})

describe('the check of imports', () => {
  it.each<[string, Import[]]>([
    ["import a from 'a'", [{ specifier: 'a', typeOnly: false }]],
    ['import a from "a"', [{ specifier: 'a', typeOnly: false }]],
    ["import {\n  a,\n  type B,\n} from 'a'", [{ specifier: 'a', typeOnly: false }]],
    ["import * as a from 'a'", [{ specifier: 'a', typeOnly: false }]],
    ["import type { A } from 'a'", [{ specifier: 'a', typeOnly: true }]],
    ["import type from 'a'", [{ specifier: 'a', typeOnly: false }]],
    ["export type { A } from 'a'", [{ specifier: 'a', typeOnly: true }]],
    ["export * from 'a'", [{ specifier: 'a', typeOnly: false }]],
    ["import 'a'", [{ specifier: 'a', typeOnly: false }]],
    ["const a = await import('a')", [{ specifier: 'a', typeOnly: false }]],
    ["const a = require('a')", [{ specifier: 'a', typeOnly: false }]],
    [
      "  import a from 'a'\nimport b from 'b'",
      [
        { specifier: 'a', typeOnly: false },
        { specifier: 'b', typeOnly: false },
      ],
    ],
    ["// import a from 'a'\n * import b from 'b'", []],
    ["export const from = 'a'", []],
    ["const text = 'x'\nexport const a = 1", []],
  ])('reads %j', (text, imports) => {
    expect(importsOf(text)).toEqual(imports)
  })

  it.each([
    ['src/shared/a.ts', "import { b } from '../main/b'"],
    ['src/shared/a.ts', "import type { b } from '../renderer/b'"],
    ['src/shared/a.ts', "import { readFile } from 'node:fs'"],
    ['src/shared/a.ts', "import { createOpencode } from '@opencode-ai/sdk'"],
    ['src/shared/a.test.ts', "import { b } from '../main/b'"],
    ['src/renderer/ui/a.tsx', "import { b } from '../../main/events/hub'"],
    ['src/renderer/ui/a.tsx', "import type { b } from '../../preload/index'"],
    ['src/renderer/a.ts', "import { ipcRenderer } from 'electron'"],
    ['src/renderer/a.ts', "import { join } from 'path'"],
    ['src/renderer/a.ts', "const b = await import('../main/b')"],
    ['src/preload/index.ts', "import { b } from '../main/b'"],
    ['src/main/sessions/a.ts', "import { app } from 'electron'"],
    ['src/main/events/a.ts', "import type { App } from 'electron'"],
    ['src/main/engine/a.ts', "import { app } from 'electron/main'"],
    ['src/main/http/a.ts', "const { app } = require('electron')"],
    ['src/main/demo/a.ts', "export { app } from 'electron'"],
    ['src/main/a.ts', "import { b } from '../renderer/b'"],
    ['src/main/a.ts', "import { b } from '../../e2e/b'"],
    ['src/main/a.test.ts', "import { b } from '../../scripts/b.mjs'"],
  ])('finds the fault in %s: %s', (file, text) => {
    expect(faultsOf(file, text)).toHaveLength(1)
  })

  it.each([
    ['src/shared/a.ts', "import { z } from 'zod'\nimport { b } from './b'"],
    ['src/shared/a.ts', "import type { Session } from '@opencode-ai/sdk/v2/types'"],
    ['src/shared/a.test.ts', "import { it } from 'vitest'"],
    ['src/renderer/ui/a.tsx', "import React from 'react'\nimport { b } from '../../shared/b'"],
    ['src/renderer/a.ts', "import './a.css'\nimport font from '@fontsource-variable/inter'"],
    ['src/preload/index.ts', "import { ipcRenderer } from 'electron'"],
    ['src/main/windows/a.ts', "import { app } from 'electron'"],
    ['src/main/events/a.ts', "import log from 'electron-log/node'"],
    ['src/main/http/a.ts', "import { b } from '../events/hub'"],
  ])('finds none in %s: %s', (file, text) => {
    expect(faultsOf(file, text)).toEqual([])
  })

  it('finds the way on which a plain room loads electron, and no way of types alone', () => {
    const files = new Map([
      ['src/main/http/a.ts', "import { b } from '../b'"],
      ['src/main/events/a.ts', "import type { b } from '../b'"],
      ['src/main/b.ts', "import { c } from './c'\nimport { a } from './http/a'"],
      ['src/main/c/index.ts', "import { app } from 'electron'"],
    ])
    expect(waysToElectron(files)).toEqual([
      ['src/main/http/a.ts', 'src/main/b.ts', 'src/main/c/index.ts'],
    ])
  })
})
