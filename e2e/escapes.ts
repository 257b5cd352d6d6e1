import type { ElectronApplication, Page } from 'playwright/test'

/** What a page tried, as main saw it. */
export interface Escapes {
  /** Addresses that a frame would have gone to, had it not been prevented. */
  prevented: string[]
  /** Addresses that a frame went to, or is on its way to. */
  allowed: string[]
  /** Addresses handed to the system; nothing is really opened. */
  opened: string[]
  /** Web contents that were made. */
  created: number
}

/**
 * Watches from now on what the pages try, behind the app's own listeners; and keeps the app from
 * opening anything outside.
 * @returns what was seen so far
 */
export async function watchEscapes(app: ElectronApplication): Promise<() => Promise<Escapes>> {
  const handle = await app.evaluateHandle(({ app, shell, webContents }) => {
    const seen: Escapes = { prevented: [], allowed: [], opened: [], created: 0 }
    for (const contents of webContents.getAllWebContents()) {
      contents.on('will-frame-navigate', ({ defaultPrevented, url }) => {
        const list = defaultPrevented ? seen.prevented : seen.allowed
        list.push(url)
      })
    }
    app.on('web-contents-created', () => {
      seen.created += 1
    })
    shell.openExternal = async (address) => {
      seen.opened.push(address)
    }
    return seen
  })
  return () => handle.evaluate((seen) => seen)
}

/**
 * Notes from now on what the page's policy refuses.
 * @returns so far, each as the last word of the address and the directive
 */
export async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  const handle = await page.evaluateHandle(() => {
    const seen: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => {
      seen.push(`${event.blockedURI.split('/').at(-1)} ${event.effectiveDirective}`)
    })
    return seen
  })
  return () => handle.evaluate((seen) => [...seen].sort())
}
