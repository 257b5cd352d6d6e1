import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Request as Asked, RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import { PAGE_ORIGIN } from '../ipc/sender-guard'
import { createPageHandler, PAGE_CSP } from '../windows/page-protocol'

/** The page's policy in a browser: there its network is this listener, and nothing else. */
const CSP = PAGE_CSP.replace("connect-src 'none'", "connect-src 'self'")

/** Tells whether a request asks for what is there, or with HEAD for what would be answered. */
export const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD'

/**
 * Whether a request is for a file of the page. They are open to all: a browser has nothing to show
 * before the page has paired it, and there is no secret in them.
 */
export const isPageRequest = ({ method, path }: Pick<Asked, 'method' | 'path'>): boolean =>
  isReading(method) && (path === '/' || path.startsWith('/assets/'))

/**
 * Serves the built page to browsers: the same files, by the same rules, as `app://` does to windows.
 * They are read once, before anybody asks, and all answers share their bytes: whoever asks for them needs
 * no token. Nothing is stored elsewhere: the guard has said so.
 * @param root the folder of the built page
 */
export async function createPages(root: string): Promise<RequestHandler> {
  const files = await readPages(root)
  return (req, res, next) => {
    if (!isPageRequest(req)) return next()
    const file = files.get(decoded(req.path))
    // It ends here: what the guard let pass as a page must not become anything else.
    if (!file) throw new AppError('not_found', `There is no page ${req.path}. Check the address.`)
    res.set(file.headers)
    res.end(file.content)
  }
}

interface PageFile {
  headers: Record<string, string>
  content: Buffer
}

/** The files of the page by their paths, as they are answered; the folder of assets is flat. */
async function readPages(root: string): Promise<Map<string, PageFile>> {
  const serve = createPageHandler(root)
  const names = await readdir(join(root, 'assets'))
  const paths = ['/', ...names.map((name) => `/assets/${name}`)]
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, PageFile][]> => {
      const page = await serve(new Request(`${PAGE_ORIGIN}${encodeURI(path)}`))
      // A folder, a source map: what is there for nobody.
      if (!page.ok) return []
      const content = Buffer.from(await page.arrayBuffer())
      const headers = {
        ...Object.fromEntries(page.headers),
        'Content-Security-Policy': CSP,
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
        'Content-Length': `${content.length}`,
      }
      return [[path, { headers, content }]]
    }),
  )
  return new Map(files.flat())
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
