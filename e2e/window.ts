import { type ElectronApplication, expect, type Page } from 'playwright/test'

/** Where a person finds things in the window: the roles and names are part of the interface. */
export const transcript = (page: Page) => page.getByRole('log', { name: 'Transcript' })
export const answer = (page: Page) =>
  transcript(page).getByRole('article', { name: 'Agent' }).last()
/** What the agent wrote in its last answer, without what stands around it. */
export const words = (page: Page) => answer(page).locator('.prose').last()
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** The rows of the list, without what stands beside them: heads of projects, folds, menus. */
export const sessionRows = (page: Page) =>
  page.getByRole('list', { name: 'Sessions' }).locator('.session-row')
export const engineLine = (page: Page) => page.getByRole('status', { name: 'Engine' })

/** Writes a message and sends it with Enter, once the agent is done with the one before. */
export async function send(page: Page, text: string): Promise<void> {
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.fill(text)
  await expect(button(page, 'Send')).toBeEnabled()
  await message.press('Enter')
}

/** The last thing that was said, by whomever. */
export const lastArticle = (page: Page) => transcript(page).getByRole('article').last()
/** The line below an answer, which comes when the run is over. */
export const foot = (page: Page) => lastArticle(page).getByRole('button', { name: 'Copy answer' })

/** Sends, and waits for the end of the answer. What shows while it is written may be too short to be seen. */
export async function say(page: Page, text: string): Promise<void> {
  await send(page, text)
  const said = transcript(page).getByRole('article', { name: 'You' }).last()
  await expect(said).toContainText(text.split('\n')[0] ?? '')
  await expect(said).not.toHaveAttribute('aria-busy', 'true')
  await expect(foot(page)).toBeVisible()
}

/**
 * Expects a text that was just copied in the clipboard. All apps of a display have one together: where
 * another test copied at this very moment, `again` does it once more.
 */
export async function expectCopied(
  app: ElectronApplication,
  text: string,
  again: () => Promise<unknown>,
): Promise<void> {
  const read = () => app.evaluate(({ clipboard }) => clipboard.readText())
  if ((await read()) === text) return
  await expect(async () => {
    await again()
    expect(await read()).toBe(text)
  }).toPass({ timeout: 30_000 })
}
