import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve as absolute, delimiter, dirname, isAbsolute, join } from 'node:path'
import { AppError } from '../../shared/errors'
import { isProgramFor } from './binary-format'

/**
 * Finds the engine: the one that WHEELHOUSE_ENGINE_BIN names, else the one that the `opencode-ai`
 * dependency brings, else the first on PATH. npm installs the dependency's platform packages by
 * system and processor; where several fit (x64 with and without AVX2, glibc and musl) its own
 * postinstall would choose, but install scripts are off here.
 * @param env where WHEELHOUSE_ENGINE_BIN and PATH are looked up
 * @param resolve finds a module's file, as `require.resolve`
 * @returns the path of the executable
 * @throws AppError `engine_unavailable` that says where it looked
 */
export function findEngineBinary(
  env: NodeJS.ProcessEnv = process.env,
  resolve: (id: string) => string = createRequire(import.meta.url).resolve,
): string {
  if (env.WHEELHOUSE_ENGINE_BIN) {
    // The engine starts in the project directory: relative to that it would be another file.
    const named = absolute(env.WHEELHOUSE_ENGINE_BIN)
    const flaw = flawOf(named)
    if (!flaw) return named
    throw new AppError(
      'engine_unavailable',
      `WHEELHOUSE_ENGINE_BIN names ${named}, which ${flaw}. Correct it, or unset it to use the engine that comes with Wheelhouse.`,
    )
  }
  const looked: string[] = []
  for (const name of platformPackages()) {
    let manifest: string
    try {
      manifest = resolve(`${name}/package.json`)
    } catch {
      looked.push(`the npm package ${name}`)
      continue
    }
    const path = join(unpacked(dirname(manifest)), 'bin', executableName())
    const flaw = flawOf(path)
    if (!flaw) return path
    looked.push(`${path} (it ${flaw})`)
  }
  for (const folder of (env.PATH ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, executableName())
    const flaw = flawOf(path)
    if (!flaw) return path
    if (flaw !== MISSING) looked.push(`${path} (it ${flaw})`)
  }
  throw new AppError(
    'engine_unavailable',
    `The OpenCode engine was not found. Looked for ${looked.join(', ')} and ${executableName()} on PATH. Run "npm ci" in the Wheelhouse folder to install it.`,
  )
}

const executableName = () => (process.platform === 'win32' ? 'opencode.exe' : 'opencode')

/** Beside an asar archive instead of inside, where nothing can be executed: electron-builder puts binaries there. */
export const unpacked = (path: string) =>
  path.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2')

function platformPackages(): string[] {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const base = `opencode-${system}-${process.arch}`
  const [first, second] = lacksAvx2() ? ['-baseline', ''] : ['', '-baseline']
  return [first, second, '-musl', '-baseline-musl'].map((kind) => base + kind)
}

// The ordinary build for x64 ends with SIGILL on a processor without AVX2 (opencode 1.18).
function lacksAvx2(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false
  try {
    return !/\savx2\s/.test(readFileSync('/proc/cpuinfo', 'latin1'))
  } catch {
    return false
  }
}

const MISSING = 'is not there'

/** Why this cannot be the engine, as the end of a sentence; undefined when it can. */
function flawOf(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'is not a file'
  } catch {
    return MISSING
  }
  try {
    accessSync(path, constants.X_OK)
    return isProgramFor(path)
      ? undefined
      : `is not a program for this system (${process.platform} ${process.arch})`
  } catch {
    return 'may not be executed'
  }
}
