// @ts-check
// Loaded before anything else, by Nodes of any age: no syntax here that is newer than ES modules
// themselves.

export const MINIMUM_NODE = '20.19.0'

/**
 * Compares two versions of the form `major.minor.patch`.
 * @param {string} version
 * @param {string} minimum
 * @returns {boolean} whether `version` is `minimum` or newer
 */
export function isAtLeast(version, minimum) {
  const have = version.split('.').map(Number)
  const want = minimum.split('.').map(Number)
  const differing = want.findIndex((part, i) => part !== have[i])
  return differing < 0 || Number(have[differing]) > Number(want[differing])
}

/**
 * Whether the Node that runs this will do. Says so on stderr and sets the exit code when it will
 * not.
 * @returns {boolean}
 */
export function nodeWillDo() {
  const version = process.versions.node
  if (isAtLeast(version, MINIMUM_NODE)) return true
  console.error(
    `Wheelhouse needs Node ${MINIMUM_NODE} or newer, and this is ${version}: install a newer Node, then try again.`,
  )
  process.exitCode = 1
  return false
}
