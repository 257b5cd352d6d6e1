import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'

const THEMES = ['light', 'dark'] as const

/** Expects that axe finds nothing to complain of on what is shown now, in both themes. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // Electron opens no second page, which the other mode would want.
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      // They hand the focus on, and are never where it stays.
      .exclude('[data-base-ui-focus-guard]')
      .analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((it) => it.html).join()}`)
    expect(found, `axe, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}
