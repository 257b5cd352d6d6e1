import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'

/** How a browser gets in. */
export interface BrowserAccess {
  /**
   * Makes an address that lets a browser in, once.
   * @throws AppError `conflict` when none is given out now; what kept the listener from listening
   */
  createLink(): Promise<string>
  /** Opens an address in the person's browser. Absent without a desktop to do it on. */
  openExternal?: ((address: string) => Promise<void>) | undefined
}

/** Lets browsers in: by an address that a person carries over, or that is opened for them. */
export function createBrowserHandlers({ createLink, openExternal }: BrowserAccess) {
  return {
    'browser.link': async () => ({ url: await createLink() }),
    'browser.open': async () => {
      if (!openExternal) {
        throw new AppError(
          'conflict',
          'Wheelhouse runs without a window here, and opens no browser. Ask POST /api/browser/link for an address, and open that in a browser within a minute.',
        )
      }
      const address = await createLink()
      await openExternal(address).catch((error: unknown) => {
        // The code in the address is a secret, whatever the system says of it.
        const reason = String(error).replaceAll(address, 'the address')
        throw new AppError(
          'internal',
          'The system opened no browser. Choose a default browser in its settings, and try again.',
          { cause: new Error(reason) },
        )
      })
    },
  } satisfies Partial<Handlers>
}
