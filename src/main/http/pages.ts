import type { Request, RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import { PAGE_ORIGIN } from '../ipc/sender-guard'
import { createPageHandler, PAGE_CSP } from '../windows/page-protocol'

/** The page's policy in a browser: there its network is this listener, and nothing else. */
const CSP = PAGE_CSP.replace("connect-src 'none'", "connect-src 'self'")

/** Whether a request asks for what is there, or with HEAD for what would be answered. */
export const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD'

/**
 * Whether a request is for a file of the page. They are open to all: a browser has nothing to show
 * before the page has paired it, and there is no secret in them.
 */
export const isPageRequest = ({ method, path }: Pick<Request, 'method' | 'path'>): boolean =>
  isReading(method) && (path === '/' || path.startsWith('/assets/'))

/**
 * Serves the built page to browsers: the same files, by the same rules, as `app://` does to windows.
 * Nothing is stored: the guard has said so.
 * @param root the folder of the built page
 */
export function createPages(root: string): RequestHandler {
  const serve = createPageHandler(root)
  return async (req, res, next) => {
    if (!isPageRequest(req)) return next()
    const page = await serve(new Request(`${PAGE_ORIGIN}${req.url}`))
    // It ends here: what the guard let pass as a page must not become anything else.
    if (!page.ok)
      throw new AppError('not_found', `There is no page ${req.path}. Check the address.`)
    res.set({
      ...Object.fromEntries(page.headers),
      'Content-Security-Policy': CSP,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
    })
    const file = Buffer.from(await page.arrayBuffer())
    res.set('Content-Length', `${file.length}`)
    res.end(file)
  }
}
