const COUNT = 'GIT_CONFIG_COUNT'
const keyAt = (index: number) => `GIT_CONFIG_KEY_${index}`
const valueAt = (index: number) => `GIT_CONFIG_VALUE_${index}`

/**
 * The settings of git for the engine's snapshots (opencode 1.18.33). It reads names that git prints, takes a
 * quoted one for a file that is not there, and deletes the file when it undoes. And it adds all files by
 * one command: one that git cannot add, as a repository without a commit in the project, would keep the
 * others out, so that nothing of them could be undone. Names that a diff prints are taken from the root.
 */
const SETTINGS = [
  ['core.quotepath', 'false'],
  ['diff.relative', 'false'],
  ['add.ignoreErrors', 'true'],
] as const

/**
 * Adds the settings that the engine's snapshots need, after those that the person has in the environment.
 *
 * With a count that git cannot read, or that names more settings than there are, git refuses every
 * command; so only the settings that are whole, up to the first gap, are counted.
 * @param env the environment that the variables are to be added to
 * @returns only what is to be set there; nothing when all is set already
 */
export function withSnapshotSettings(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const count = wholeSettings(env)
  const missing = SETTINGS.filter(([key, value]) => !isSet(env, count, key, value))
  if (missing.length === 0 && env[COUNT] === String(count)) return {}
  const added = missing.flatMap(([key, value], index) => [
    [keyAt(count + index), key],
    [valueAt(count + index), value],
  ])
  return { [COUNT]: String(count + missing.length), ...Object.fromEntries(added) }
}

/** Tells whether the last word on a setting, of which the last counts, is this one. */
function isSet(
  env: Readonly<Record<string, string | undefined>>,
  count: number,
  key: string,
  value: string,
): boolean {
  const own = Array.from({ length: count }, (_, index) => index).findLast(
    (index) => env[keyAt(index)]?.toLowerCase() === key.toLowerCase(),
  )
  if (own === undefined) return false
  const said = env[valueAt(own)] ?? ''
  return value === 'false' ? /^(?:false|no|off|0)$/i.test(said) : /^(?:true|yes|on|1)$/i.test(said)
}

/** The number of settings, from the first on, that have both key and value. */
function wholeSettings(env: Readonly<Record<string, string | undefined>>): number {
  const named = /^\s*\+?(\d+)$/.exec(env[COUNT] ?? '')?.[1]
  const limit = named === undefined ? 0 : Number(named)
  let count = 0
  while (count < limit && env[keyAt(count)] && env[valueAt(count)] !== undefined) count += 1
  return count
}
