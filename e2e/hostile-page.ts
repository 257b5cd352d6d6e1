import type { Page } from 'playwright/test'
import { test as base, expect } from './fixtures'
import { type Frames, framesDuring } from './frames'
import { type HostileEngine, startHostileEngine } from './hostile-engine'
import type { HostileSample } from './hostile-samples'

/** The tests' app with an engine that has these samples: written already, or to be streamed. */
export const testWith = (written: readonly HostileSample[], streamed: readonly HostileSample[]) =>
  base.extend<{ engine: HostileEngine }>({
    engine: async ({ folders }, use) => {
      const engine = await startHostileEngine(folders.project, written, streamed)
      folders.env.WHEELHOUSE_ENGINE_URL = engine.url
      await use(engine)
      await engine.close()
    },
    // The engine first: the app is told where it is.
    app: async ({ engine: _, launch }, use) => {
      await use(await launch())
    },
  })

/** The longest gap between two frames that a person is promised, in ms. */
const MOST_MS = 250
const ATTEMPTS = 3

/** Some frames more, so that what comes of the workers is among them. */
export const goOn = (page: Page, frames: number) =>
  page.evaluate(async (count) => {
    for (let at = 0; at < count; at += 1) await new Promise(requestAnimationFrame)
  }, frames)

/** Opens the session of a sample. */
export async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search sessions' }).fill(name)
  await page
    .getByRole('list', { name: 'Sessions' })
    .getByText(name, { exact: true })
    .first()
    .click()
}

/**
 * Looks at a sample until no frame was late; the machine may have been busy with something else.
 * @returns the frames of the best attempt, and what none of them may exceed
 */
export async function expectSmooth(
  page: Page,
  look: () => Promise<void>,
): Promise<Frames & { limit: number }> {
  let best: (Frames & { limit: number }) | undefined
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await page.reload()
    await expect(page.getByRole('searchbox', { name: 'Search sessions' })).toBeVisible()
    const { longest } = await framesDuring(page, () => goOn(page, 20))
    const limit = MOST_MS + 2 * longest
    const frames = { ...(await framesDuring(page, look)), limit }
    if (!best || frames.longest - limit < best.longest - best.limit) best = frames
    if (frames.longest <= limit) break
  }
  if (!best) throw new Error('nothing was looked at')
  return best
}
