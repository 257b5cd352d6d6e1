// @ts-check
// Starts the app, as Electron itself would, and lets the command that started it do things in its
// window: run a script there, type, and ask what is in its memory.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app as publicApp } from 'electron'
import { serveCalls } from '../rpc.mjs'

// What Electron's own default app calls; the declarations leave both out.
/** @typedef {{setVersion(version: string): void, setAppPath(path: string): void}} DefaultAppPart */
const app = /** @type {import('electron').App & DefaultAppPart} */ (publicApp)
const { BENCH_APP: folder = '' } = process.env

/** @type {Promise<import('electron').WebContents>} */
const page = new Promise((resolve) => {
  app.on('web-contents-created', (_event, contents) => {
    contents.once('dom-ready', () => resolve(contents))
  })
})

serveCalls(
  {
    /** @param {{script: string}} input */
    run: async ({ script }) => (await page).executeJavaScript(script),
    /** @returns what is left in the page's memory once the garbage is gone */
    memory: async () => {
      const { debugger: tools } = await page
      if (!tools.isAttached()) tools.attach()
      await tools.sendCommand('Performance.enable')
      await tools.sendCommand('HeapProfiler.collectGarbage')
      const { metrics } = await tools.sendCommand('Performance.getMetrics')
      return Object.fromEntries(
        /** @type {{name: string, value: number}[]} */ (metrics).map((it) => [it.name, it.value]),
      )
    },
  },
  () => app.quit(),
)

const { productName, name, version, main } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
)
app.setName(productName ?? name)
app.setVersion(version)
app.setAppPath(folder)
await import(pathToFileURL(join(folder, main)).href)
