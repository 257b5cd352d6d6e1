// @ts-check
// Stands in for the app that a stock Electron carries to run `electron APPDIR …`: the fallback runtime has none.
// An ES module with awaits at its top level, because Electron holds back `ready` until such an entry has been
// loaded: the app's own main can still do what must come before `ready`.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app as publicApp } from 'electron'

// What Electron's own default app calls; the declarations leave both out.
/** @typedef {{setVersion(version: string): void, setAppPath(path: string): void}} DefaultAppPart */
const app = /** @type {import('electron').App & DefaultAppPart} */ (publicApp)

// As Electron's own does: Playwright's loader, for one, holds back `ready` until it is attached. A module may take its
// own arguments out of `process.argv`, so the app is looked for afterwards.
for (const name of modulesToRequire(process.argv)) createRequire(import.meta.url)(name)
const target = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (target === undefined) {
  process.stderr.write(
    'This Electron runs an app from its directory: electron [switches] APPDIR [arguments].\n',
  )
  process.exit(1)
}
const directory = resolve(target)

/**
 * @param {readonly string[]} argv
 * @returns {string[]} what follows each `-r` or `--require`
 */
function modulesToRequire(argv) {
  return argv.flatMap((argument, index) => {
    const name = argv[index + 1]
    return name !== undefined && (argument === '-r' || argument === '--require') ? [name] : []
  })
}

/** @returns {{name?: string, productName?: string, version?: string}} what the app says about itself */
function readManifest() {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
}

try {
  const manifest = readManifest()
  const name = manifest.productName ?? manifest.name
  if (name !== undefined) app.setName(name)
  if (manifest.version !== undefined) app.setVersion(manifest.version)
  app.setAppPath(directory)
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  const main = createRequire(join(directory, 'package.json')).resolve(directory)
  await import(pathToFileURL(main).href)
} catch (error) {
  console.error(error)
  process.exit(1)
}
