// @ts-check
// `npm run bench [name] [--json]`: runs the benchmarks, each of which compares both sides in one run.
import * as hang from './hang.mjs'
import * as restart from './restart.mjs'

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {number} ratio ours / theirs
 * @property {string} budget
 * @property {number} ours
 * @property {number} theirs
 * @property {string} spread of ours, least to most
 * @property {string} unit
 */

/** @type {Record<string, () => Promise<Result>>} */
const BENCHMARKS = { restart: restart.run, hang: hang.run }

const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith('--'))
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(BENCHMARKS).join(', ')}.\n`,
  )
  process.exit(2)
}
for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
  const result = await BENCHMARKS[name]?.()
  if (!result) continue
  const { ours, theirs, ratio, unit, spread, budget } = result
  const text = words.includes('--json')
    ? JSON.stringify(result)
    : `${name}: ours ${ours} ${unit} (${spread}), theirs ${theirs} ${unit}, ratio ${ratio}, budget ${budget}`
  process.stdout.write(`${text}\n`)
}
