import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import type { Connections } from './connections'
import { isPageRequest, isReading } from './pages'
import type { PairedBrowsers } from './paired-browsers'
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

export interface GuardOptions {
  /** For `Authorization: Bearer`, beside the tokens of paired browsers. */
  token: string
  /** Knows the paired browsers; without it there are none. */
  browsers?: Pick<PairedBrowsers, 'admits'> | undefined
  connections: Pick<Connections, 'begin' | 'admit'>
}

/**
 * The first that every request passes, before its body above all is looked at. Throws
 * `forbidden` for a foreign Host (DNS rebinding) or a foreign page, `unauthorized` without a token:
 * that of this launch, or of a paired browser. None is needed for GET or HEAD of /api/health, nor for what
 * pairs a browser: the files of the page, and POST /api/pair. A cookie is worth nothing: cookies
 * know no port, so that every server of this machine is sent them and sets them.
 */
export function createGuard({ token, browsers, connections }: GuardOptions): RequestHandler {
  const expected = digest(token)
  return (req, res, next) => {
    if (!connections.begin(req.socket, res)) return
    res.set(SAFE_HEADERS)
    requireOurAddress(req)
    requireOurPage(req)
    const given = bearer(req)
    const isKnown =
      timingSafeEqual(digest(given), expected) || browsers?.admits(given, req.socket) === true
    // Cut without an answer: an EventSource never comes back after one that is not 200.
    if (isKnown && !connections.admit(req.socket)) req.socket.destroy()
    else if (isKnown || isOpen(req)) next()
    else {
      throw new AppError(
        'unauthorized',
        'A valid token is missing. Send it as "Authorization: Bearer TOKEN"; it is in server.json in the user-data directory.',
      )
    }
  }
}

const isOpen = (req: Request) =>
  (isReading(req.method) && req.path === '/api/health') ||
  (req.method === 'POST' && req.path === PAIR_PATH) ||
  isPageRequest(req)

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
  if (ours && (site === undefined || FETCH_SITES.has(site) || opensPage(req))) return
  throw new AppError('forbidden', 'Pages of other origins may not use this server.')
}

/**
 * A link to the page, in a mail or on another site, that a person followed: there is no secret in
 * the page, it stands in no frame, and whoever opened it has no hold on it (its headers say so).
 */
const opensPage = (req: Request) =>
  req.method === 'GET' &&
  req.path === '/' &&
  req.get('sec-fetch-mode') === 'navigate' &&
  req.get('sec-fetch-dest') === 'document'

function ourHosts({ socket: { localPort } }: Request): string[] {
  const hosts = HOSTS.map((host) => `${host}:${localPort}`)
  // Clients leave out the port that is the default of the scheme.
  return localPort === 80 ? [...hosts, ...HOSTS] : hosts
}

const bearer = (req: Request) => /^bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? ''

// Hashes are of one length, so that comparing them tells nothing of the token's.
const digest = (text: string) => createHash('sha256').update(text).digest()
