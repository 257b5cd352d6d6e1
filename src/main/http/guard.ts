import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import type { Connections } from './connections'
import { isPageRequest, isReading } from './pages'
import type { PairedBrowsers } from './paired-browsers'
import { PAIR_PATH } from './pairing-route'

/**
 * The one name of the page. A browser tries ::1 first for `localhost`, where another user of the machine
 * may listen, whose page would be of the same origin as ours and read the token that is kept there.
 */
const PAGE_HOST = '127.0.0.1'
/** Names by which programs may call us; they keep nothing by them. */
const HOSTS = [PAGE_HOST, 'localhost', '[::1]']

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
 * `forbidden` for a foreign Host (DNS rebinding), a foreign page, or the page under another name, `unauthorized` without a token:
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
  if (!req.url.startsWith('/') || more.length > 0 || !withPort(req, HOSTS).includes(host)) {
    throw new AppError(
      'forbidden',
      'This server answers only to its loopback address. Use the url of server.json.',
    )
  }
  if ((isPageRequest(req) || req.path === PAIR_PATH) && !isAtPage(req)) {
    throw new AppError(
      'forbidden',
      `The page is at ${PAGE_HOST} alone: other names of this machine can lead to another program.`,
    )
  }
}

function requireOurPage(req: Request): void {
  const { origin } = req.headers
  const site = req.get('sec-fetch-site')
  const ours =
    origin === undefined ||
    withPort(req, [PAGE_HOST]).some((host) => origin.toLowerCase() === `http://${host}`)
  // `none` is an address that a person typed.
  const comesFromUs =
    site === undefined || site === 'none' || (site === 'same-origin' && isAtPage(req))
  if (ours && (comesFromUs || opensPage(req))) return
  throw new AppError('forbidden', 'Pages of other origins may not use this server.')
}

const isAtPage = (req: Request) => withPort(req, [PAGE_HOST]).includes(req.headers.host ?? '')

/**
 * A link to the page, in a mail or on another site, that a person followed: there is no secret in
 * the page, it stands in no frame, and whoever opened it has no hold on it (its headers say so).
 */
const opensPage = (req: Request) =>
  req.method === 'GET' &&
  req.path === '/' &&
  req.get('sec-fetch-mode') === 'navigate' &&
  req.get('sec-fetch-dest') === 'document'

function withPort({ socket: { localPort } }: Request, names: readonly string[]): string[] {
  const hosts = names.map((name) => `${name}:${localPort}`)
  // Clients leave out the port that is the default of the scheme.
  return localPort === 80 ? [...hosts, ...names] : hosts
}

const bearer = (req: Request) => /^bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? ''

// Hashes are of one length, so that comparing them tells nothing of the token's.
const digest = (text: string) => createHash('sha256').update(text).digest()
