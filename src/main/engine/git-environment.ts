const COUNT = 'GIT_CONFIG_COUNT'
const keyAt = (index: number) => `GIT_CONFIG_KEY_${index}`
const valueAt = (index: number) => `GIT_CONFIG_VALUE_${index}`

/**
 * Variables that make git print names as they are (`core.quotepath=false`), after the settings that
 * the person has in the environment already. The engine reads names that git prints, takes a quoted
 * one for a file that is not there, and deletes the file when it undoes (opencode 1.18.33).
 *
 * With a count that git cannot read, or that names more settings than there are, git refuses every
 * command; so only the settings that are whole, up to the first gap, are counted.
 * @param env the environment that the variables are to be added to
 * @returns only what is to be set there; nothing when names are plain already
 */
export function withPlainGitNames(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const count = wholeSettings(env)
  const own = Array.from({ length: count }, (_, index) => index).findLast(
    (index) => env[keyAt(index)]?.toLowerCase() === 'core.quotepath',
  )
  const isPlain = own !== undefined && /^(?:false|no|off|0)$/i.test(env[valueAt(own)] ?? '')
  if (isPlain && env[COUNT] === String(count)) return {}
  return {
    [COUNT]: String(count + 1),
    [keyAt(count)]: 'core.quotepath',
    [valueAt(count)]: 'false',
  }
}

/** The number of settings, from the first on, that have both key and value. */
function wholeSettings(env: Readonly<Record<string, string | undefined>>): number {
  const named = /^\s*\+?(\d+)$/.exec(env[COUNT] ?? '')?.[1]
  const limit = named === undefined ? 0 : Number(named)
  let count = 0
  while (count < limit && env[keyAt(count)] && env[valueAt(count)] !== undefined) count += 1
  return count
}
