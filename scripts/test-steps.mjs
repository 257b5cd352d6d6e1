// @ts-check
// The steps of `npm test`: their names, what each runs, and which of them a command line asks for.
import { SetupError } from './say.mjs'

/**
 * @typedef {object} Step
 * @property {string} name as given on the command line
 * @property {string} heading
 * @property {string} [packageName] whose program it runs; the build is ours
 * @property {string} [program]
 * @property {string[]} args
 * @property {string} [report] the file for the runner's JSON report: a step that has one must run
 *   at least one test
 * @property {boolean} [curl] whether it uses curl
 * @property {boolean} [browser] whether it shows the page in a browser, where there is one
 * @property {boolean} [electron] whether it needs Electron, a display and a current build
 */

/**
 * @param {string} name
 * @param {string} heading
 * @param {readonly string[]} [projects] those of vitest.config.ts
 * @returns {Step}
 */
function vitest(name, heading, projects = [name]) {
  const report = `test-results/${name}.json`
  const args = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  return { name, heading, packageName: 'vitest', program: 'vitest', args, report }
}

/** @type {readonly Step[]} */
export const STEPS = [
  {
    name: 'typecheck',
    heading: 'Type check',
    packageName: 'typescript',
    program: 'tsc',
    args: ['--noEmit', '-p', 'tsconfig.json'],
  },
  {
    name: 'lint',
    heading: 'Lint',
    packageName: '@biomejs/biome',
    program: 'biome',
    args: ['check', '--error-on-warnings'],
  },
  vitest('unit', 'Unit tests', ['unit', 'unit-mocked']),
  { ...vitest('int', 'Tests against the real engine'), curl: true },
  { name: 'build', heading: 'Production build', args: [] },
  {
    name: 'e2e',
    heading: 'Tests of the whole app',
    packageName: 'playwright',
    program: 'playwright',
    args: ['test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
    report: 'test-results/e2e.json',
    curl: true,
    browser: true,
    electron: true,
  },
]

/**
 * Chooses the steps that a command line asks for.
 * @param {readonly string[]} argv names of steps, and after `--` arguments for the runner of the
 *   last one named
 * @returns {Step[]} in the order in which they are run; all of them when none is named
 * @throws {SetupError} when a name is not a step's
 */
export function chooseSteps(argv) {
  const cut = argv.indexOf('--')
  const names = cut < 0 ? argv : argv.slice(0, cut)
  const more = cut < 0 ? [] : argv.slice(cut + 1)
  for (const name of names) {
    if (!STEPS.some((step) => step.name === name)) {
      throw new SetupError(
        `"${name}" is not a step: the steps are ${STEPS.map((step) => step.name).join(', ')}.`,
      )
    }
  }
  const last = names.at(-1)
  if (more.length > 0 && last === undefined)
    throw new SetupError(`Name the step that "${more.join(' ')}" is for, before the "--".`)
  return STEPS.filter((step) => names.length === 0 || names.includes(step.name)).map((step) =>
    step.name === last ? { ...step, args: [...step.args, ...more] } : step,
  )
}
