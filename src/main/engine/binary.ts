import { accessSync, constants, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve as absolute, dirname, join } from 'node:path'
import { AppError } from '../../shared/errors'

/**
 * Finds the engine: the one that WHEELHOUSE_ENGINE_BIN names, else the one that the `opencode-ai`
 * dependency brings. npm installs its platform packages by
 * system and processor; where several fit (x64 with and without AVX2, glibc and musl) the
 * dependency's own postinstall would choose, but install scripts are off here.
 * @param env where WHEELHOUSE_ENGINE_BIN is looked up
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
    if (isExecutable(named)) return named
    throw new AppError(
      'engine_unavailable',
      `WHEELHOUSE_ENGINE_BIN names ${named}, which is not an executable file. Correct it, or unset it to use the engine that comes with Wheelhouse.`,
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
    if (isExecutable(path)) return path
    looked.push(path)
  }
  throw new AppError(
    'engine_unavailable',
    `The OpenCode engine was not found. Looked for ${looked.join(' and ')}. Run "npm ci" in the Wheelhouse folder to install it.`,
  )
}

const executableName = () => (process.platform === 'win32' ? 'opencode.exe' : 'opencode')

// Nothing can be executed inside an asar archive; electron-builder puts binaries beside it.
const unpacked = (path: string) => path.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2')

function platformPackages(): string[] {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const base = `opencode-${system}-${process.arch}`
  return [base, `${base}-baseline`, `${base}-musl`, `${base}-baseline-musl`]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
