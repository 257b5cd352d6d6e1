import { directoryForEngine } from './directory-name'

/** As the SDK's client calls it. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/**
 * Puts between the SDK's client and the network what every call needs, so that none can forget it:
 * the directory as the engine reads it.
 * @param send what brings the request there
 */
export function guardedFetch(send: Fetch): Fetch {
  return (input, init) => send(withDirectory(new Request(input, init)))
}

function withDirectory(request: Request): Request {
  const url = new URL(request.url)
  const directory = url.searchParams.get('directory')
  if (!directory?.includes('%')) return request
  url.searchParams.set('directory', directoryForEngine(directory))
  return new Request(url, request)
}
