import { AppError } from '../../shared/errors'
import { refusalWithoutContents } from './config-complaint'
import { directoryForEngine } from './directory-name'
import { hideAddresses } from './provider-address'
import { shallowJson } from './shallow-json'
import { isUsed } from './used-calls'

/** As the SDK's client calls it. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/**
 * Puts between the SDK's client and the network what every call needs, so that none can forget it:
 * only calls that are known to do no harm, the directory as the engine reads it, and an answer that
 * is one, holds no address of a provider and nothing that stands in a configuration, and nothing too
 * deep to be passed on.
 * @param send what brings the request there
 */
export function guardedFetch(send: Fetch): Fetch {
  return async (input, init) => {
    const request = withDirectory(new Request(input, init))
    const { method } = request
    const { pathname } = new URL(request.url)
    if (!isUsed(method, pathname)) {
      throw new AppError(
        'internal',
        `Wheelhouse does not use the engine's ${method} ${pathname}. This is a defect; report it.`,
      )
    }
    const response = await send(request)
    if (isHtml(response) || (response.ok && response.status !== 204 && !isJson(response))) {
      await response.body?.cancel()
      throw new AppError(
        'engine_error',
        `The engine does not know ${method} ${pathname}: it answered with something that is no JSON. Wheelhouse speaks with OpenCode 1.18; look whether the engine's version fits.`,
      )
    }
    // 204 and the like.
    if (response.body === null) return response
    const text = shallowJson(await response.text())
    const answer = new Response(withoutKeys(text, pathname, response), response)
    answer.headers.delete('content-length')
    return answer
  }
}

function withoutKeys(text: string, pathname: string, response: Response): string {
  if (response.ok) return pathname.startsWith('/session/') ? hideAddresses(text) : text
  return isJson(response) ? refusalWithoutContents(text) : text
}

// For a path that it does not know the engine answers its web app, with 200 (opencode 1.18.33).
const typeOf = ({ headers }: Response) => headers.get('content-type') ?? ''
const isHtml = (response: Response) => /^text\/html\b/i.test(typeOf(response))
const isJson = (response: Response) => /^application\/(?:[\w.-]+\+)?json\b/i.test(typeOf(response))

function withDirectory(request: Request): Request {
  const url = new URL(request.url)
  const directory = url.searchParams.get('directory')
  if (!directory?.includes('%')) return request
  url.searchParams.set('directory', directoryForEngine(directory))
  return new Request(url, request)
}
