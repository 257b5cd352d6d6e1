import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { AppError } from '../../shared/errors'

const HOSTS = ['127.0.0.1', 'localhost', '[::1]']

/** What a browser says of a request of ours, or of an address that a person typed. */
const FETCH_SITES = new Set(['same-origin', 'none'])

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/**
 * What every request passes before anything else is looked at, its body above all (design section
 * 6). Throws `forbidden` for a foreign Host (DNS rebinding) or a foreign page, `unauthorized`
 * without the token; only GET /api/health needs none.
 * @param token what `Authorization: Bearer` must carry
 */
export function createGuard(token: string): RequestHandler {
  const expected = digest(token)
  return (req, res, next) => {
    res.set(HEADERS)
    requireOurAddress(req)
    requireOurPage(req)
    const open = req.method === 'GET' && req.path === '/api/health'
    if (!open && !timingSafeEqual(digest(bearer(req)), expected)) {
      throw new AppError(
        'unauthorized',
        'A valid token is missing. Send it as "Authorization: Bearer TOKEN"; it is in server.json in the user-data directory.',
      )
    }
    next()
  }
}

function requireOurAddress(req: Request): void {
  // An absolute request target (`GET http://host/ HTTP/1.1`) is a second place for a foreign host.
  if (req.url.startsWith('/') && ourHosts(req).includes(req.headers.host ?? '')) return
  throw new AppError(
    'forbidden',
    'This server answers only to its loopback address. Use the url of server.json.',
  )
}

function requireOurPage(req: Request): void {
  const { origin } = req.headers
  const site = req.get('sec-fetch-site')
  const ours =
    origin === undefined || ourHosts(req).some((host) => origin.toLowerCase() === `http://${host}`)
  if (ours && (site === undefined || FETCH_SITES.has(site))) return
  throw new AppError('forbidden', 'Pages of other origins may not use this server.')
}

function ourHosts({ socket: { localPort } }: Request): string[] {
  const hosts = HOSTS.map((host) => `${host}:${localPort}`)
  // Clients leave out the port that is the default of the scheme.
  return localPort === 80 ? [...hosts, ...HOSTS] : hosts
}

const bearer = (req: Request) => /^bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? ''

// Hashes are of one length, so that comparing them tells nothing of the token's.
const digest = (text: string) => createHash('sha256').update(text).digest()
