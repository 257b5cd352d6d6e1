import { z } from 'zod'
import { AppError } from '../../shared/errors'
import { refusalWithoutContents } from './config-complaint'
import { directoryForEngine } from './directory-name'
import { hideEverywhere, hideInErrors } from './error-text'
import { SessionFolders } from './session-folders'
import { shallowJson } from './shallow-json'
import { answerTo, type Form } from './used-calls'

/** As the SDK's client calls it. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

const ToldSchema = z.array(z.looseObject({ id: z.string(), directory: z.string() }))
const SESSION_PATH = /^\/(?:api\/)?session\/(ses[^/]+)/

/**
 * Puts between the SDK's client and the network what every call needs, so that none can forget it:
 * only calls that are known to do no harm, the directory as the engine reads it, and an answer that
 * is one and of its form, holds no key or address of a provider in an error and nothing that stands in a configuration,
 * and nothing too deep to be passed on.
 * @param send what brings the request there
 * @param requireTrusted throws for a directory that the engine must not load; without it all will do
 */
export function guardedFetch(send: Fetch, requireTrusted?: (directory: string) => void): Fetch {
  const folders = new SessionFolders()
  /** Those that this engine has loaded, as far as we had it do so. */
  const loaded = new Set<string>()
  /** @throws what `requireTrusted` does, for each directory that the engine loads for a request */
  const checkDirectories = async (request: Request) => {
    if (!requireTrusted) return
    const url = new URL(request.url)
    if (url.pathname === '/global/dispose') loaded.clear()
    const check = (directory: string) => {
      // What is loaded is not read again to show or to stop it, which nobody may keep a person from.
      if (loaded.has(directory) && !isBeginning(request.method, url.pathname)) return
      requireTrusted(directory)
      loaded.add(directory)
    }
    const named = url.searchParams.get('directory')
    if (named !== null) check(named)
    const id = SESSION_PATH.exec(url.pathname)?.[1]
    if (id === undefined) return
    const own = await folders.of(id, async (limit) => {
      const list = new URL(`/experimental/session?archived=true&limit=${limit}`, url)
      const { headers, signal } = request
      const response = await send(new Request(list, { headers, signal }))
      if (!response.ok) throw new Error(`The engine answered ${response.status} for its sessions.`)
      return ToldSchema.parse(await response.json())
    })
    if (own !== undefined) check(own)
  }
  return async (input, init) => {
    const given = new Request(input, init)
    const request = withDirectory(given)
    const { method } = request
    const { pathname } = new URL(request.url)
    const form = answerTo(method, pathname)
    if (form === undefined) {
      throw new AppError(
        'internal',
        `Wheelhouse does not use the engine's ${method} ${pathname}. This is a defect; report it.`,
      )
    }
    await checkDirectories(given)
    const response = await send(request)
    if (isHtml(response) || (response.ok && response.status !== 204 && !isJson(response))) {
      await response.body?.cancel()
      throw new AppError(
        'engine_error',
        `The engine does not know ${method} ${pathname}: it answered with something that is no JSON. Wheelhouse speaks with OpenCode 1.18; look whether the engine's version fits.`,
      )
    }
    const said = await response.text()
    if (response.ok && !BEGINNINGS[form].test(said)) {
      throw new AppError(
        'engine_error',
        `The engine answered ${method} ${pathname} with something else than Wheelhouse knows. Wheelhouse speaks with OpenCode 1.18; look whether the engine's version fits, and what stands before the engine.`,
      )
    }
    // 204 and the like.
    if (response.body === null) return response
    const text = shallowJson(said)
    const answer = new Response(withoutKeys(text, pathname, response), response)
    answer.headers.delete('content-length')
    return answer
  }
}

/** The beginnings of the JSON of each form. To read it all for this would take longer than what is done with it. */
const BEGINNINGS: Record<Form, RegExp> = {
  object: /^\s*\{/,
  objects: /^\s*\[\s*[{\]]/,
  texts: /^\s*\[\s*["\]]/,
  any: /^/,
}

function withoutKeys(text: string, path: string, response: Response): string {
  if (!response.ok) return hideEverywhere(isJson(response) ? refusalWithoutContents(text) : text)
  if (path === '/mcp' || path === '/session/status') return hideEverywhere(text)
  return path.startsWith('/session/') ? hideInErrors(text) : text
}

// For a path that it does not know the engine answers its web app, with 200 (opencode 1.18.33).
const typeOf = ({ headers }: Response) => headers.get('content-type') ?? ''
const isHtml = (response: Response) => /^text\/html\b/i.test(typeOf(response))
const isJson = (response: Response) => /^application\/(?:[\w.-]+\+)?json\b/i.test(typeOf(response))

const isBeginning = (method: string, path: string) =>
  method === 'POST' && !/\/(?:abort|reply|reject)$/.test(path)

function withDirectory(request: Request): Request {
  const url = new URL(request.url)
  const directory = url.searchParams.get('directory')
  if (!directory?.includes('%')) return request
  url.searchParams.set('directory', directoryForEngine(directory))
  return new Request(url, request)
}
