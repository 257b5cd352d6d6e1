import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import type { AppError } from '../../shared/errors'

/**
 * Tells a request whose answer a person will see from one of a program: browsers ask for HTML when
 * somebody follows a link or types an address, `fetch` and curl do not.
 */
export const wantsPage = ({ headers }: Request): boolean =>
  headers.authorization === undefined && /\btext\/html\b/i.test(headers.accept ?? '')

/**
 * Makes the answer a page that says what happened and what to do, in the look of the app, and
 * without a file of it: none is served to an address that is not ours.
 * @returns the page
 */
export function setPage(error: AppError, req: Request, res: Response): string {
  res.type('html').set({
    'Content-Security-Policy': CSP,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
  })
  const { localPort } = req.socket
  const [title, text] = wordsOf(error, localPort)
  const address = `http://127.0.0.1:${localPort}/`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title} · Wheelhouse</title>
<style>${STYLE}</style>
<script>${SCRIPT}</script>
</head>
<body>
<main>
<svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">${WHEEL}</svg>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="${address}">Open ${address}</a></p>
</main>
</body>
</html>
`
}

function wordsOf(error: AppError, port: number | undefined): [title: string, text: string] {
  switch (error.code) {
    case 'forbidden':
      return [
        'Wheelhouse does not answer at this address',
        `It has one address on this machine, and serves no other page but its own; <code>localhost</code> can lead to another program. From another machine, bring the port over under its own number: <code>ssh -L ${port}:127.0.0.1:${port} HOST</code>.`,
      ]
    case 'unauthorized':
    case 'not_found':
      return [
        'There is no page at this address',
        'Wheelhouse has one page. Its other addresses are for programs, which show a token.',
      ]
    default:
      return ['Wheelhouse could not answer', escapeHtml(error.message)]
  }
}

const escapeHtml = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const SPOKES = [0, 60, 120, 180, 240, 300]
const WHEEL = `<circle cx="24" cy="24" r="14"/><circle class="hub" cx="24" cy="24" r="3.5"/>${SPOKES.map(
  (angle) => `<path transform="rotate(${angle} 24 24)" d="M24 20V10M24 8V3.5"/>`,
).join('')}`

// The page's own colours (styles/tokens.css).
const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; background: light-dark(oklch(0.988 0.002 255), oklch(0.212 0.008 255));
  color: light-dark(oklch(0.42 0.012 255), oklch(0.775 0.009 255));
  font: 14px/22px "Inter Variable", Inter, system-ui, sans-serif }
main { box-sizing: border-box; display: flex; flex-direction: column; align-items: center; justify-content: safe center;
  gap: 8px; min-height: 100vh; padding: 24px; text-align: center; text-wrap: balance }
svg { margin-bottom: 12px; fill: none; stroke: light-dark(oklch(0.83 0.01 255), oklch(0.37 0.011 255));
  stroke-width: 3; stroke-linecap: round }
.hub { fill: light-dark(oklch(0.83 0.01 255), oklch(0.37 0.011 255)) }
h1 { margin: 0; color: light-dark(oklch(0.255 0.012 255), oklch(0.925 0.005 255)); font-size: 18px; line-height: 24px; font-weight: 600 }
p { margin: 0; max-width: 544px; overflow-wrap: anywhere }
code { font: 13px/22px "JetBrains Mono Variable", ui-monospace, monospace }
a { display: inline-block; margin-top: 8px; padding: 4px 12px; border-radius: 6px; text-decoration: none;
  background: light-dark(oklch(0.8 0.128 78), oklch(0.81 0.118 78)); color: light-dark(oklch(0.25 0.045 78), oklch(0.24 0.045 78)) }
a:focus-visible { outline: 2px solid light-dark(oklch(0.585 0.118 78), oklch(0.81 0.118 78)); outline-offset: 2px }
`

/** Takes a code that came in the address out of it; the page says all it has to without. */
const SCRIPT = "if (location.hash) history.replaceState(null, '', location.pathname)"

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const CSP = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
