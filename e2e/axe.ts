import axe from 'axe-core'
import { expect, type Page } from 'playwright/test'

/** All that axe knows in one theme; in the other, what depends on the theme. */
const THEMES: { colorScheme: 'light' | 'dark'; runOnly?: string[] }[] = [
  { colorScheme: 'light' },
  { colorScheme: 'dark', runOnly: ['color-contrast', 'link-in-text-block'] },
]
/** They hand the focus on, and are never where it stays. */
const FOCUS_GUARDS = ['[data-base-ui-focus-guard]']

/** Expects that axe finds nothing to complain of on what is shown now, in both themes. */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  for (const { colorScheme, runOnly } of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const found = await page.evaluate(complaints, { runOnly, exclude: FOCUS_GUARDS })
    expect(found, `axe, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}

interface Question {
  runOnly?: string[] | undefined
  exclude: string[]
}

/** Asks axe, in the page. */
async function complaints({ runOnly, exclude }: Question): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
  const options = { ...(runOnly && { runOnly }), resultTypes: ['violations' as const] }
  const { violations } = await axe.run({ exclude }, options)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((it) => it.html).join()}`)
}
