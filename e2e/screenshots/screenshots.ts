import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { expectAccessible } from '../axe'
import { expect, readRest, test } from '../fixtures'
import { START_MS } from '../launch'
import { ACTS } from './scenes'

const FOLDER = join(import.meta.dirname, '../../test-results/screenshots')
const THEMES = ['light', 'dark'] as const
interface Size {
  width: number
  height: number
}
const USUAL = { width: 1280, height: 800 }
// The small one last: the side panel goes there, and what it collected with it.
const SIZES = [{ width: 3840, height: 2160 }, USUAL, { width: 720, height: 480 }]

for (const { name, flags = ['--demo'], prepare, begin, scenes } of ACTS) {
  test(name, async ({ launch, folders }) => {
    prepare?.(folders)
    const app = await launch(...flags)
    const page = await app.firstWindow({ timeout: START_MS })
    const stage = { app, page, folders, rest: () => readRest(folders) }
    await resize(app, page, USUAL)
    await begin?.(stage)
    for (const scene of scenes) {
      await test.step(scene.name, async () => {
        await scene.play(stage)
        await shoot(app, page, scene.name)
        await scene.leave?.(stage)
      })
    }
  })
}

/** Takes what stands in both themes and all sizes, has axe look at it, and goes back to the usual size. */
async function shoot(app: ElectronApplication, page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await resize(app, page, size)
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const frame = () => new Promise((painted) => requestAnimationFrame(painted))
      await page.evaluate(frame)
      await page.evaluate(frame)
      // What was asked has moved, and is answered again in a moment.
      await expect(page.locator('.ask.deaf')).toHaveCount(0)
      const file = `${name}-${colorScheme}-${size.width}x${size.height}.png`
      await page.screenshot({ path: join(FOLDER, file), caret: 'hide', scale: 'css' })
    }
    if (size === USUAL) await expectAccessible(page)
  }
  await resize(app, page, USUAL)
}

/** Again until it is so: a window that is about to be shown takes no size. */
async function resize(app: ElectronApplication, page: Page, size: Size): Promise<void> {
  await expect
    .poll(async () => {
      await app.evaluate(({ BrowserWindow }, wanted) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.setContentSize(wanted.width, wanted.height)
      }, size)
      return page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
    })
    .toEqual(size)
}
