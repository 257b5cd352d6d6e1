/** A path in a way that a shell takes. */
export const quoted = (path: string): string =>
  /^[\w/.+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`

/** The command that takes from others the right to write, an ACL's too: it limits those as well. */
export const closing = (path: string): string => `chmod go-w ${quoted(path)}`
