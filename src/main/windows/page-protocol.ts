import { extname, join, sep } from 'node:path'
import { PAGE_ORIGIN } from '../ipc/sender-guard'
import { readWithin } from '../open-within'

/** Everything is denied, then what the page needs is allowed; it has no network. */
export const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const MIME: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** No file of a page is larger, in bytes. */
const PAGE_LIMIT = 64 * 1024 * 1024

/**
 * Serves the built renderer, and nothing beside it.
 * @param root the folder of the built page
 * @returns a handler for `protocol.handle('app', …)`
 */
export function createPageHandler(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const path = resolvePagePath(root, request.url)
    const type = path && MIME[extname(path)]
    if (!path || !type || request.method !== 'GET') return refuse()
    try {
      const { content } = await readWithin(root, path, PAGE_LIMIT)
      return new Response(new Uint8Array(content), {
        headers: {
          'content-type': type,
          'content-security-policy': PAGE_CSP,
          'x-content-type-options': 'nosniff',
          'cross-origin-resource-policy': 'same-origin',
        },
      })
    } catch {
      return refuse()
    }
  }
}

const refuse = () => new Response('Not found', { status: 404 })

/**
 * The file that an address names.
 * @returns its path, or undefined for another host, and for whatever would leave the folder
 */
export function resolvePagePath(root: string, address: string): string | undefined {
  if (!address.startsWith(`${PAGE_ORIGIN}/`)) return undefined
  let pathname: string
  try {
    pathname = decodeURIComponent(new URL(address).pathname)
  } catch {
    return undefined
  }
  // After decoding, a separator of another system or a dot segment can only be an attempt to leave.
  if (/[\\\0]|(^|\/)\.\.?(\/|$)/.test(pathname)) return undefined
  const path = join(root, pathname === '/' ? 'index.html' : pathname)
  return path.startsWith(root + sep) ? path : undefined
}
