/** The form of the engine's answer to a call; `any` is looked at by nobody, or has no form. */
export type Form = 'object' | 'objects' | 'texts' | 'any'

/**
 * The calls of the engine that Wheelhouse makes, and no others. Some of the rest destroy what they
 * are given (opencode 1.18.33): `DELETE /experimental/worktree` removes any folder, its reset drops
 * what git ignores, `PATCH /config` ends every run of a directory and writes a file that is never
 * read. Whoever needs another one adds it here, and has looked at what it does.
 */
const USED: readonly [method: string, answer: Form, ...paths: string[]][] = [
  [
    'GET',
    'objects',
    ...['/agent', '/command', '/project', '/permission', '/question', '/experimental/session'],
    ...['/session', '/session/:/message', '/session/:/children'],
    ...['/session/:/todo', '/session/:/diff'],
  ],
  ['GET', 'texts', '/find/file'],
  [
    'GET',
    'object',
    ...['/config', '/config/providers', '/mcp', '/provider', '/provider/auth'],
    ...['/session/status', '/session/:', '/session/:/message/:', '/path', '/project/current'],
  ],
  ['POST', 'object', '/session', ...['fork', 'share', 'revert', 'unrevert'].map(ofSession)],
  [
    'POST',
    'any',
    ...['prompt_async', 'command', 'shell', 'summarize', 'abort'].map(ofSession),
    ...['/permission/:/reply', '/api/session/:/revert/clear', '/sync/replay'],
    ...['/question/:/reply', '/question/:/reject', '/global/dispose'],
    ...['/provider/:/oauth/authorize', '/provider/:/oauth/callback'],
  ],
  ['PATCH', 'object', '/session/:'],
  ['PUT', 'any', '/auth/:'],
  ['DELETE', 'object', '/session/:/share'],
  ['DELETE', 'any', '/session/:', '/auth/:'],
]

const PATTERNS = USED.map(([method, answer, ...paths]) => {
  const ways = paths.map((path) => path.replaceAll(':', '[^/]+'))
  return { method, answer, path: new RegExp(`^(?:${ways.join('|')})$`) }
})

/**
 * The form of the answer to a request that Wheelhouse makes.
 * @param path without its query, encoded
 * @returns undefined for a request that it does not make
 */
export function answerTo(method: string, path: string): Form | undefined {
  return PATTERNS.find((it) => it.method === method && it.path.test(path))?.answer
}

function ofSession(name: string): string {
  return `/session/:/${name}`
}
