import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPageHandler, PAGE_CSP, resolvePagePath } from './page-protocol'

const SECRET = 'the token of the listener'
const FILES = {
  'renderer/index.html': '<!doctype html>',
  'renderer/assets/app.js': 'start()',
  'renderer/assets/app.css': 'body {}',
  'renderer/assets/mark.svg': '<svg/>',
  'renderer/assets/mark.png': 'png',
  'renderer/assets/inter.woff2': 'font',
  'renderer/assets/with space.js': 'space()',
  'renderer/assets/grün.js': 'gruen()',
  'renderer/notes.txt': 'not part of the page',
  'renderer/noextension': 'not part of the page',
  'secret.html': SECRET,
  'renderer-of-another/secret.html': SECRET,
}

let folder: string
let root: string
let serve: (request: Request) => Promise<Response>

const get = (address: string, method = 'GET') => serve(new Request(address, { method }))
/** An address just as it is written: `Request` would tidy it up first. */
const getRaw = (url: string) => serve({ url, method: 'GET' } as Request)

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-page-')))
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
  root = join(folder, 'renderer')
  serve = createPageHandler(root)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the page', () => {
  it.each([
    ['app://wheelhouse/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://wheelhouse/index.html', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://wheelhouse/?theme=dark#/sessions', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://wheelhouse/assets/app.js', 'text/javascript; charset=utf-8', 'start()'],
    ['app://wheelhouse/assets/app.js?v=2', 'text/javascript; charset=utf-8', 'start()'],
    ['app://wheelhouse/assets/app.css', 'text/css; charset=utf-8', 'body {}'],
    ['app://wheelhouse/assets/mark.svg', 'image/svg+xml', '<svg/>'],
    ['app://wheelhouse/assets/mark.png', 'image/png', 'png'],
    ['app://wheelhouse/assets/inter.woff2', 'font/woff2', 'font'],
    ['app://wheelhouse/assets/with%20space.js', 'text/javascript; charset=utf-8', 'space()'],
    ['app://wheelhouse/assets/gr%C3%BCn.js', 'text/javascript; charset=utf-8', 'gruen()'],
  ])('is served at %s', async (address, type, text) => {
    const response = await get(address)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toBe(text)
  })

  it('comes with its content security policy, whatever part of it', async () => {
    for (const address of ['app://wheelhouse/', 'app://wheelhouse/assets/app.js']) {
      const { headers } = await get(address)
      expect(headers.get('content-security-policy')).toBe(PAGE_CSP)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  it.each([
    'app://wheelhouse/missing.js',
    'app://wheelhouse/assets',
    'app://wheelhouse/assets/',
    'app://wheelhouse/index.html/',
    'app://wheelhouse/notes.txt',
    'app://wheelhouse/noextension',
  ])('has nothing at %s', async (address) => {
    const response = await get(address)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('Not found')
  })

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('is not there for %s', async (method) => {
    expect((await get('app://wheelhouse/', method)).status).toBe(404)
  })
})

describe('the content security policy', () => {
  const directives = new Map(
    PAGE_CSP.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources]
    }),
  )

  it('denies everything that it does not name, and any network', () => {
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('connect-src')).toEqual(["'none'"])
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) {
      expect(directives.get(name)).toEqual(["'none'"])
    }
  })

  it('lets only our own scripts and styles run, nothing inline, nothing evaluated', () => {
    expect(directives.get('script-src')).toEqual(["'self'"])
    expect(directives.get('worker-src')).toEqual(["'self'"])
    expect(directives.get('style-src')).toEqual(["'self'"])
    expect(PAGE_CSP).not.toMatch(/unsafe|\*|https?:|blob:/)
  })
})

describe('an address that would leave the folder', () => {
  it.each([
    '../secret.html',
    '../../secret.html',
    'assets/../../secret.html',
    './../secret.html',
    '%2e%2e/secret.html',
    '%2E%2E/secret.html',
    '.%2e/secret.html',
    'assets/%2e%2e/%2e%2e/secret.html',
    '..%2fsecret.html',
    '..%2Fsecret.html',
    '%2e%2e%2fsecret.html',
    'assets%2f..%2f..%2fsecret.html',
    'assets/..%2f..%2fsecret.html',
    '..\\secret.html',
    '..%5csecret.html',
    '..%5Csecret.html',
    '%2e%2e%5csecret.html',
    'assets%5c..%5c..%5csecret.html',
    '%252e%252e%252fsecret.html',
    '%252e%252e/secret.html',
    '..%252fsecret.html',
    '%25%32%65%25%32%65/secret.html',
    '..%00/secret.html',
    'index.html%00.js',
    '%00',
    '../renderer-of-another/secret.html',
    '..%2frenderer-of-another%2fsecret.html',
    '%2e%2e/renderer-of-another/secret.html',
    '..;/secret.html',
    '%c0%ae%c0%ae/secret.html',
    '%e0%80%ae%e0%80%ae/secret.html',
    '%',
    '%zz/index.html',
  ])('finds nothing: %s', async (path) => {
    const response = await getRaw(`app://wheelhouse/${path}`)
    expect([response.status, await response.text()]).toEqual([404, 'Not found'])
  })

  it('finds nothing even if it would come back', async () => {
    for (const path of ['assets%2f..%2findex.html', 'x/..%2findex.html', '%2e%2findex.html']) {
      expect((await getRaw(`app://wheelhouse/${path}`)).status).toBe(404)
    }
  })

  it('finds nothing as an absolute path', async () => {
    const absolute = join(folder, 'secret.html')
    for (const path of [absolute, `/${absolute}`, encodeURIComponent(absolute), `//${absolute}`]) {
      expect((await getRaw(`app://wheelhouse/${path}`)).status).toBe(404)
    }
  })

  it('never resolves to a path outside', () => {
    const dots = ['..', '%2e%2e', '.%2E', '%252e%252e', '.', '']
    const separators = ['/', '%2f', '\\', '%5c', '//', '%252f']
    for (const a of dots) {
      for (const b of separators) {
        for (const c of dots) {
          const path = resolvePagePath(root, `app://wheelhouse/${a}${b}${c}${b}secret.html`)
          expect(path === undefined || path.startsWith(root + sep)).toBe(true)
        }
      }
    }
  })
})

describe('an address that is not ours', () => {
  it.each([
    'app://other/index.html',
    'app://wheelhouse.evil/index.html',
    'app://wheelhousex/index.html',
    'app://wheelhouse:80/index.html',
    'app://user@wheelhouse/index.html',
    'app://wheelhouse@evil/index.html',
    'app:wheelhouse/index.html',
    'app:///index.html',
    'app://wheelhouse',
    'file:///etc/passwd',
    'https://wheelhouse/index.html',
    'data:text/html,hello',
    'index.html',
    '',
  ])('finds nothing: %j', async (address) => {
    expect((await getRaw(address)).status).toBe(404)
  })
})
