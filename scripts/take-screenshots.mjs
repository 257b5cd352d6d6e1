// @ts-check
// `npm run screenshots [words] [--readme]`: pictures of every screen in both themes and three sizes,
// each looked at by axe.
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { programOf, run } from './command.mjs'
import { runToExit } from './entry.mjs'
import { alone, setUpElectron, withDisplay } from './set-up.mjs'

const PICTURES = 'test-results/screenshots'

/** Those that the README shows, and under which names. */
const IN_README = {
  'panel-changes-dark-1280x800.png': 'screenshot.png',
  'ask-permission-light-1280x800.png': 'ask.png',
}

/**
 * Sets up, builds and takes the pictures.
 * @param {readonly string[]} argv words that a scene's group has to contain; with `--readme` what the
 *   README shows is copied to docs/ afterwards
 * @returns {Promise<void>}
 */
export function takeScreenshots(argv) {
  return runToExit(async (context) => {
    const { root, signal, say } = context
    const runtime = await alone(context, () => setUpElectron(context))
    const env = { ...context.env, ...runtime.env }
    delete env.ELECTRON_RUN_AS_NODE // editors built on Electron set it in their terminals
    return withDisplay({ ...context, env }, async (display) => {
      const ready = { ...context, env: { ...env, ...display } }
      await alone(ready, () => buildIfStale(ready))
      const folder = join(root, PICTURES)
      const words = argv.filter((word) => !word.startsWith('--'))
      if (words.length === 0) await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
      const config = 'e2e/screenshots/playwright.config.ts'
      const command = [programOf(root, 'playwright', 'playwright'), 'test', '-c', config]
      if (words.length > 0) command.push('-g', words.join('|'))
      const { code } = await run(process.execPath, command, {
        cwd: root,
        env: ready.env,
        signal,
        output: 'show',
      })
      const written = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort()
      for (const name of written) console.log(join(PICTURES, name))
      say(`${written.length} pictures in ${PICTURES}.`)
      if (code === 0 && argv.includes('--readme')) {
        for (const [from, to] of Object.entries(IN_README)) {
          await copyFile(join(folder, from), join(root, 'docs', to))
          say(`docs/${to} is ${from}.`)
        }
      }
      return code ?? 1
    })
  })
}
