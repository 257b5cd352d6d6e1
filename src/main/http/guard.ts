import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import { isPageRequest } from './pages'
import type { Pairing } from './pairing'
import { PAIR_PATH } from './pairing-route'

const HOSTS = ['127.0.0.1', 'localhost', '[::1]']

/** What a browser says of a request of ours, or of an address that a person typed. */
const FETCH_SITES = new Set(['same-origin', 'none'])

/** What every answer carries. */
export const SAFE_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/**
 * What every request passes before anything else is looked at, its body above all (design section
 * 6). Throws `forbidden` for a foreign Host (DNS rebinding) or a foreign page, `unauthorized`
 * without the token or the cookie of a paired browser. Neither is needed for GET /api/health, nor
 * for what pairs a browser: the files of the page, and POST /api/pair.
 * @param token what `Authorization: Bearer` must carry
 * @param pairing knows the cookie; without it there is none
 */
export function createGuard(token: string, pairing?: Pick<Pairing, 'admits'>): RequestHandler {
  const expected = digest(token)
  return (req, res, next) => {
    res.set(SAFE_HEADERS)
    requireOurAddress(req)
    requireOurPage(req)
    const hasToken = timingSafeEqual(digest(bearer(req)), expected)
    if (hasToken || isOpen(req)) return next()
    if (pairing?.admits(req.headers.cookie)) {
      requireKnownPage(req)
      return next()
    }
    throw new AppError(
      'unauthorized',
      'A valid token is missing. Send it as "Authorization: Bearer TOKEN"; it is in server.json in the user-data directory.',
    )
  }
}

const isOpen = (req: Request) =>
  (req.method === 'GET' && req.path === '/api/health') ||
  (req.method === 'POST' && req.path === PAIR_PATH) ||
  isPageRequest(req)

// A browser sends the cookie by itself, whoever makes it ask (CSRF); with what changes something it
// says who did.
function requireKnownPage({ method, headers: { origin } }: Request): void {
  if (method === 'GET' || method === 'HEAD' || origin !== undefined) return
  throw new AppError('forbidden', 'A request with the cookie must say by Origin that it is ours.')
}

function requireOurAddress(req: Request): void {
  // An absolute request target (`GET http://host/ HTTP/1.1`) is a second place for a foreign host.
  // So is a second Host, of which Node takes the first.
  const [host = '', ...more] = req.headersDistinct.host ?? []
  if (req.url.startsWith('/') && more.length === 0 && ourHosts(req).includes(host)) return
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
