import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import { findEngineBinary } from './binary'

const SYSTEM = process.platform === 'win32' ? 'windows' : process.platform
const BASE = `opencode-${SYSTEM}-${process.arch}`
const NAME = process.platform === 'win32' ? 'opencode.exe' : 'opencode'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-binary-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Puts an executable there. */
function install(path: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, mode)
  return path
}
/** `require.resolve` over packages in these folders of ours. */
const resolving =
  (packages: Record<string, string>) =>
  (id: string): string => {
    const place = packages[id.replace('/package.json', '')]
    if (place === undefined) throw new Error(`Cannot find module '${id}'`)
    return join(folder, place, 'package.json')
  }
const failureOf = (find: () => string): AppError => {
  try {
    find()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('it was found')
}

describe('the engine’s executable', () => {
  it('is that of the package for this system and processor', () => {
    const path = install(join(folder, 'a/bin', NAME))
    expect(findEngineBinary({}, resolving({ [BASE]: 'a' }))).toBe(path)
  })

  it.each(['-baseline', '-musl', '-baseline-musl'])(
    'is that of the package %s when npm chose that one',
    (kind) => {
      const path = install(join(folder, 'b/bin', NAME))
      expect(findEngineBinary({}, resolving({ [BASE + kind]: 'b' }))).toBe(path)
    },
  )

  it('is looked for further when a package is there without it', () => {
    mkdirSync(join(folder, 'a'))
    const path = install(join(folder, 'b/bin', NAME))
    const resolve = resolving({ [BASE]: 'a', [`${BASE}-musl`]: 'b' })
    expect(findEngineBinary({}, resolve)).toBe(path)
  })

  it('is beside the archive once the app is packaged', () => {
    const path = install(join(folder, 'app.asar.unpacked/node_modules', BASE, 'bin', NAME))
    const resolve = resolving({ [BASE]: `app.asar/node_modules/${BASE}` })
    expect(findEngineBinary({}, resolve)).toBe(path)
  })

  it('is found among our own dependencies', () => {
    expect(findEngineBinary({})).toContain(BASE)
  })
})

describe('an engine that is not there', () => {
  it('is reported with every place that was looked at, and what to do', () => {
    mkdirSync(join(folder, 'a'))
    const { code, message } = failureOf(() => findEngineBinary({}, resolving({ [BASE]: 'a' })))
    expect(code).toBe('engine_unavailable')
    expect(message).toContain(join(folder, 'a/bin', NAME))
    expect(message).toContain(`the npm package ${BASE}-musl`)
    expect(message).toContain('npm ci')
  })

  it.skipIf(process.platform === 'win32')('may be a file that cannot be executed', () => {
    install(join(folder, 'a/bin', NAME), 0o644)
    const error = failureOf(() => findEngineBinary({}, resolving({ [BASE]: 'a' })))
    expect(error.code).toBe('engine_unavailable')
  })

  it('may be a folder of that name', () => {
    mkdirSync(join(folder, 'a/bin', NAME), { recursive: true })
    const error = failureOf(() => findEngineBinary({}, resolving({ [BASE]: 'a' })))
    expect(error.code).toBe('engine_unavailable')
  })
})

describe('PATH', () => {
  it('has the engine when no package has it, and not before', () => {
    const onPath = install(join(folder, 'bin', NAME))
    const env = { PATH: ['relative', join(folder, 'nothing'), dirname(onPath)].join(delimiter) }
    expect(findEngineBinary(env, resolving({}))).toBe(onPath)
    const bundled = install(join(folder, 'a/bin', NAME))
    expect(findEngineBinary(env, resolving({ [BASE]: 'a' }))).toBe(bundled)
  })

  it.skipIf(process.platform === 'win32')(
    'is passed over where the program is a foreign one',
    () => {
      const foreign = install(join(folder, 'one', NAME))
      writeFileSync(foreign, 'MZ, a program for another system altogether')
      const fitting = install(join(folder, 'two', NAME))
      const env = { PATH: [dirname(foreign), dirname(fitting)].join(delimiter) }
      expect(findEngineBinary(env, resolving({}))).toBe(fitting)
      const { message } = failureOf(() =>
        findEngineBinary({ PATH: dirname(foreign) }, resolving({})),
      )
      expect(message).toContain(`${foreign} (it is not a program for this system`)
    },
  )
})

describe('WHEELHOUSE_ENGINE_BIN', () => {
  it('names the executable, before anything else', () => {
    install(join(folder, 'a/bin', NAME))
    const named = install(join(folder, 'mine'))
    const env = { WHEELHOUSE_ENGINE_BIN: named }
    expect(findEngineBinary(env, resolving({ [BASE]: 'a' }))).toBe(named)
  })

  it('may be relative, and is made absolute: the engine starts elsewhere', () => {
    const named = install(join(folder, 'mine'))
    const env = { WHEELHOUSE_ENGINE_BIN: relative(process.cwd(), named) }
    expect(findEngineBinary(env, resolving({}))).toBe(named)
  })

  it('is refused when it names nothing that can be executed, whatever else is there', () => {
    install(join(folder, 'a/bin', NAME))
    const env = { WHEELHOUSE_ENGINE_BIN: join(folder, 'missing') }
    const { code, message } = failureOf(() => findEngineBinary(env, resolving({ [BASE]: 'a' })))
    expect(code).toBe('engine_unavailable')
    expect(message).toContain(join(folder, 'missing'))
    expect(message).toContain('WHEELHOUSE_ENGINE_BIN')
  })

  it('that is empty is as good as not set', () => {
    const path = install(join(folder, 'a/bin', NAME))
    const env = { WHEELHOUSE_ENGINE_BIN: '' }
    expect(findEngineBinary(env, resolving({ [BASE]: 'a' }))).toBe(path)
  })
})
