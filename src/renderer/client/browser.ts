import type { AppError } from '../../shared/errors'
import { after } from './after'
import type { Client } from './client'
import { ask, httpClient } from './http'

export { UNPAIRED } from './http'

/** The parts of a browser that the page needs to get in. */
export interface BrowserHost {
  page: Pick<Window, 'location' | 'history'>
  document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>
  fetch: (path: string, init: RequestInit) => Promise<Response>
  /** The cookie is worth nothing any more; called while the event stream is followed. */
  onUnpaired(): void
}

/**
 * Connects a page in a browser: takes the code out of the address, where nobody is to find it
 * later, and exchanges it for the cookie.
 * @throws AppError `unauthorized` without a good code or a cookie from before; why Wheelhouse does
 *   not answer
 */
export async function connectBrowser(host: BrowserHost): Promise<Client> {
  const { fetch, document, onUnpaired } = host
  const refusal = await pair(host)
  const client = httpClient({
    fetch,
    onUnpaired,
    after,
    isVisible: () => document.visibilityState === 'visible',
    onVisibility: (changed) => {
      document.addEventListener('visibilitychange', changed)
      return () => document.removeEventListener('visibilitychange', changed)
    },
  })
  await client.call('engine.status', {}).catch((error: AppError) => {
    throw error.code === 'unauthorized' ? (refusal ?? error) : error
  })
  return client
}

/** @returns why the code was refused: a browser that was let in before needs none */
async function pair({ page, fetch }: BrowserHost): Promise<AppError | undefined> {
  const { location, history } = page
  const code = /^#pair=([\w-]+)$/.exec(location.hash)?.[1]
  if (code === undefined) return undefined
  history.replaceState(null, '', location.pathname)
  const exchange = ask(fetch, '/api/pair', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  return exchange.then(
    () => undefined,
    (refusal: AppError) => refusal,
  )
}
