import { AppError } from '../../shared/errors'
import { after } from './after'
import type { BrowserToken } from './browser-token'
import type { Client } from './client'
import { ask, httpClient } from './http'

export { UNPAIRED } from './http'

/** The parts of a browser that the page needs to get in. */
export interface BrowserHost {
  page: Pick<Window, 'location' | 'history'>
  document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>
  fetch: (path: string, init: RequestInit) => Promise<Response>
  token: BrowserToken
  /** The token is worth nothing any more; called while the event stream is followed. */
  onUnpaired(): void
}

/** The way into Wheelhouse for a page in a browser. */
export interface Door {
  /**
   * Connects the page, by the code in its address or by the token from before.
   * @throws AppError `unauthorized` when the listener knows neither; why Wheelhouse does not answer
   */
  connect(): Promise<Client>
  /**
   * Exchanges a code, or the address with one in it, for a token.
   * @throws AppError with what the listener says of the code
   */
  enter(text: string): Promise<void>
}

/** Takes the code out of the page's address, at once: nobody is to find it there later. */
export function createDoor(host: BrowserHost): Door {
  const { page, document, token, onUnpaired } = host
  const fetch = withToken(host)
  let code = codeOf(page.location.hash)
  if (page.location.hash !== '') page.history.replaceState(null, '', page.location.pathname)

  const enter = async (text: string) => {
    const answer = await ask(fetch, '/api/pair', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code: codeOf(text) ?? text.trim() }),
    })
    const { token: given } = await answer.json().catch(() => ({ token: undefined }))
    if (typeof given !== 'string') {
      throw new AppError('internal', 'Wheelhouse broke off its answer. Ask it for another code.')
    }
    token.set(given)
  }

  return {
    enter,
    async connect() {
      const given = code
      code = undefined
      // A browser that was let in before needs no code, nor minds one that was used.
      const refusal = given === undefined ? undefined : await enter(given).catch(asAppError)
      const client = httpClient({
        fetch,
        onUnpaired,
        after,
        isVisible: () => document.visibilityState === 'visible',
        onVisibility: (changed) => {
          document.addEventListener('visibilitychange', changed)
          // What waits for its next attempt need not, once the page may be let in again.
          const endToken = token.onChange(changed)
          return () => {
            document.removeEventListener('visibilitychange', changed)
            endToken()
          }
        },
      })
      await client.call('engine.status', {}).catch((error: AppError) => {
        throw error.code === 'unauthorized' ? (refusal ?? error) : error
      })
      return client
    },
  }
}

/** Sends the token, and nothing that other servers of this machine could have set. */
function withToken({ fetch, token }: BrowserHost): BrowserHost['fetch'] {
  return async (path, init) => {
    const sent = token.get()
    const headers = new Headers(init.headers)
    if (sent !== undefined) headers.set('Authorization', `Bearer ${sent}`)
    const answer = await fetch(path, { ...init, headers, credentials: 'omit', redirect: 'error' })
    if (answer.status === 401 && sent !== undefined && path !== '/api/pair') token.drop(sent)
    return answer
  }
}

/** The code in the fragment of an address, if there is one. */
const codeOf = (text: string): string | undefined => /#pair=([\w-]+)\s*$/.exec(text)?.[1]

const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', String(error))
