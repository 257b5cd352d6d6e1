const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']

// IPv6 needs its brackets for the engine (Bun 1.3.14), and none for others.
const THIS_MACHINE = ['127.0.0.1', 'localhost', '::1', '[::1]']

/**
 * What keeps a proxy off this machine: through it no model that runs here could be reached, the demo's
 * neither. A `no_proxy` hides NO_PROXY from the engine (Bun 1.3.14), so both get what that one says.
 * @returns nothing when there is no proxy, or when nothing goes through it anyway
 */
export function directToThisMachine(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  if (!PROXIES.some((name) => env[name])) return {}
  const theirs = withoutEnd(env.no_proxy || env.NO_PROXY || '').trim()
  // Beside anything else the star means nothing to curl.
  const all =
    theirs === '*' ? theirs : [...(theirs ? [theirs] : []), ...missingFrom(theirs)].join(',')
  return { no_proxy: all, NO_PROXY: all }
}

/** A list without the commas and spaces at its end. */
function withoutEnd(list: string): string {
  let end = list.length
  while (end > 0 && /[\s,]/.test(list.charAt(end - 1))) end -= 1
  return list.slice(0, end)
}

function missingFrom(list: string): string[] {
  const named = new Set(list.split(',').map((each) => each.trim()))
  return THIS_MACHINE.filter((each) => !named.has(each))
}
