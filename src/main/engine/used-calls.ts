/**
 * The calls of the engine that Wheelhouse makes, and no others. Some of the rest destroy what they
 * are given (opencode 1.18.33): `DELETE /experimental/worktree` removes any folder, its reset drops
 * what git ignores, `PATCH /config` ends every run of a directory and writes a file that is never
 * read. Whoever needs another one adds it here, and has looked at what it does.
 */
const USED: readonly [method: string, ...paths: string[]][] = [
  [
    'GET',
    ...['/agent', '/command', '/config', '/config/providers', '/find/file', '/mcp', '/project'],
    ...['/provider', '/provider/auth', '/permission', '/question'],
    ...['/session', '/session/status', '/session/:', '/session/:/message', '/session/:/message/:'],
    ...['/session/:/children', '/session/:/todo', '/session/:/diff'],
    ...['/path', '/project/current', '/experimental/session'],
  ],
  [
    'POST',
    ...['/session', '/session/:/prompt_async', '/session/:/command', '/session/:/shell'],
    ...['/session/:/summarize', '/session/:/abort', '/session/:/fork', '/session/:/share'],
    ...['/session/:/revert', '/session/:/unrevert', '/permission/:/reply'],
    ...['/api/session/:/revert/clear', '/sync/replay'],
    ...['/question/:/reply', '/question/:/reject', '/global/dispose'],
    ...['/provider/:/oauth/authorize', '/provider/:/oauth/callback'],
  ],
  ['PATCH', '/session/:'],
  ['PUT', '/auth/:'],
  ['DELETE', '/session/:', '/session/:/share', '/auth/:'],
]

const PATTERNS = new Map(
  USED.map(([method, ...paths]) => {
    const ways = paths.map((path) => path.replaceAll(':', '[^/]+'))
    return [method, new RegExp(`^(?:${ways.join('|')})$`)]
  }),
)

/** Whether a request is one that Wheelhouse makes. @param path without its query, encoded */
export function isUsed(method: string, path: string): boolean {
  return PATTERNS.get(method)?.test(path) ?? false
}
