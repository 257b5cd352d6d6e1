import type { Client } from '../client/client'
import { messageOf } from './message-of'
import type { Store } from './store'

/** Letting browsers in, from the window. None of these rejects. */
export interface BrowserActions {
  /** Shows the dialog that lets a browser in, with a code that is new. */
  showBrowser(): Promise<void>
  /** Opens Wheelhouse in the person's browser, where it asks for the code. */
  openBrowser(): Promise<void>
  /**
   * Looks at who is let in; closes the dialog once the browser that was opened is in, and replaces a
   * code that is over.
   * @param now ms since the epoch
   */
  followBrowsers(now: number): Promise<void>
  /** Turns a browser away. */
  removeBrowser(id: string): Promise<void>
}

/** Builds these actions over a client and a store. */
export function createBrowserActions(client: Client, store: Store): BrowserActions {
  const { browsers, dialogs } = store
  const attempt = async (run: () => Promise<void>) => {
    try {
      await run()
    } catch (error) {
      store.write(() => browsers.fail(messageOf(error)))
    }
  }
  const makeCode = async () => {
    const { value } = await client.call('browser.link', {})
    store.write(() => browsers.setCode(value))
  }
  const loadAll = async () => {
    const { value } = await client.call('browser.list', {})
    store.write(() => browsers.setAll(value))
  }

  return {
    async showBrowser() {
      store.write(() => {
        browsers.begin()
        dialogs.show('browser')
      })
      await attempt(async () => {
        await Promise.all([makeCode(), loadAll()])
      })
    },

    openBrowser: () =>
      attempt(async () => {
        store.write(() => browsers.setOpened(Date.now()))
        await client.call('browser.open', {})
      }),

    followBrowsers: (now) =>
      attempt(async () => {
        await loadAll()
        const { code, openedAt, all } = browsers
        const isIn = openedAt !== undefined && all.some(({ seenAt }) => seenAt >= openedAt)
        if (isIn) store.write(() => dialogs.close('browser'))
        else if (code !== undefined && now >= code.expiresAt) await makeCode()
      }),

    removeBrowser: (id) =>
      attempt(async () => {
        await client.call('browser.remove', { id })
        await loadAll()
      }),
  }
}
