import type { PairedBrowser } from '../../shared/browser-operations'
import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'

/** The way in for browsers, and those that are in. */
export interface BrowserAccess {
  /**
   * The listener's own address, with nothing secret in it.
   * @throws AppError what kept the listener from listening
   */
  address(): Promise<string>
  /** Makes a code that lets one browser in, once. */
  createCode(): { code: string; expiresAt: number }
  browsers: {
    list(): PairedBrowser[]
    /** @returns false when there is none of this id */
    remove(id: string): boolean
  }
  /** Opens an address in the person's browser. Absent without a desktop to do it on. */
  openExternal?: ((address: string) => Promise<void>) | undefined
}

/**
 * Lets browsers in by a code that a person carries over, and turns them away. What is opened has no
 * code in it: it becomes the command line of a program, which every user of the machine can read.
 */
export function createBrowserHandlers(access: BrowserAccess) {
  const { openExternal, browsers } = access
  return {
    'browser.link': async () => {
      const address = await access.address()
      const { code, expiresAt } = access.createCode()
      return { url: `${address}/#pair=${code}`, code, expiresAt }
    },
    'browser.open': async () => {
      if (!openExternal) {
        throw new AppError(
          'conflict',
          'Wheelhouse runs without a window here, and opens no browser. Ask POST /api/browser/link for an address, and open that in a browser within two minutes.',
        )
      }
      const address = await access.address()
      await openExternal(`${address}/`).catch((cause: unknown) => {
        throw new AppError(
          'internal',
          `The system opened no browser. Open ${address} in one yourself, or choose a default browser in the system’s settings and try again.`,
          { cause },
        )
      })
    },
    'browser.list': async () => browsers.list(),
    'browser.remove': async ({ id }) => {
      if (!browsers.remove(id)) {
        throw new AppError('not_found', 'There is no such browser. It was turned away before.')
      }
    },
  } satisfies Partial<Handlers>
}
