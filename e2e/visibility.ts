import { type ElectronApplication, expect, type Page } from 'playwright/test'
import { askMain } from './ports'

/** The members of Playwright's own page that are used here (1.65); none of them is public. */
interface Internals {
  _connection?: {
    toImpl?(page: Page): { delegate?: { _mainFrameSession?: { _client?: ProtocolClient } } }
  }
}

interface ProtocolClient {
  send(method: string, params: object): Promise<unknown>
}

/**
 * Playwright keeps each page visible, hidden window or not, and has no public way to leave that:
 * it emulates focus, and only the session that began it can end it.
 * @throws when Playwright has changed inside
 */
async function endFocusEmulation(page: Page): Promise<void> {
  const impl = (page as unknown as Internals)._connection?.toImpl?.(page)
  const client = impl?.delegate?._mainFrameSession?._client
  if (!client) throw new Error('Playwright has changed inside: see where it emulates focus now.')
  await client.send('Emulation.setFocusEmulationEnabled', { enabled: false })
}

/** Hides the app's window, and waits until its page knows. */
export async function hideWindow(app: ElectronApplication, page: Page): Promise<void> {
  await endFocusEmulation(page)
  await askMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide()))
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
}

/** Shows it again. */
export async function showWindow(app: ElectronApplication, page: Page): Promise<void> {
  await askMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show()))
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible')
}
