// @ts-check
// `npm test`: sets up, then runs the steps until one fails, and sums up what ran.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { setUpChromium } from './chromium.mjs'
import { programOf, run } from './command.mjs'
import { runToExit } from './entry.mjs'
import { endMarked } from './leftovers.mjs'
import { installPackages } from './packages.mjs'
import { closingLine, judge, sum, tally } from './reports.mjs'
import { explain, Interrupted } from './say.mjs'
import { alone, setUpElectron, withDisplay } from './set-up.mjs'
import { inPath, installSystemPackages } from './system-packages.mjs'
import { chooseSteps } from './test-steps.mjs'

/** @typedef {import('./command.mjs').Context} Context */
/** @typedef {import('./test-steps.mjs').Step} Step */
/** @typedef {ReturnType<typeof judge>} Outcome */

/** Not one of the names that Wheelhouse keeps from what it starts. */
const MARK = 'TEST_RUN_OF_WHEELHOUSE'

/**
 * @param {string} path
 * @returns {Promise<import('./reports.mjs').Tally | undefined>} nothing when the runner left no
 *   whole report
 */
async function readTally(path) {
  try {
    return tally(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/**
 * @param {Step} step
 * @param {Context} context
 * @returns {Promise<Outcome>}
 */
async function runStep({ name, packageName, program, args, report }, context) {
  const { root, env, signal, say } = context
  if (!packageName || !program) {
    await alone(context, () => buildIfStale(context))
    return { passed: 0, failed: 0, skipped: 0, problem: '' }
  }
  const reportFile = report && join(root, report)
  if (reportFile) {
    await rm(reportFile, { force: true })
    await mkdir(dirname(reportFile), { recursive: true })
  }
  const mark = randomUUID()
  const childEnv = {
    ...env,
    [MARK]: mark,
    ...(reportFile && { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
  }
  try {
    const command = [programOf(root, packageName, program), ...args]
    const { code } = await run(process.execPath, command, {
      cwd: root,
      env: childEnv,
      signal,
      output: 'show',
    })
    if (reportFile) return judge(code, await readTally(reportFile))
    return {
      passed: 0,
      failed: code === 0 ? 0 : 1,
      skipped: 0,
      problem: code === 0 ? '' : `it ended with ${code}`,
    }
  } finally {
    const left = await endMarked(`${MARK}=${mark}`)
    if (left.length > 0)
      say(`The step ${name} left processes behind, which were ended: ${left.join(', ')}.`)
  }
}

/**
 * @param {readonly Step[]} steps
 * @param {Context} context
 * @returns {Promise<number>} the exit code
 */
async function runSteps(steps, context) {
  const { say, signal } = context
  /** @type {Outcome[]} */
  const outcomes = []
  for (const step of steps) {
    console.log(`\n== ${step.heading} (${step.name})`)
    const start = performance.now()
    const outcome = await runStep(step, context).catch((error) => {
      if (error instanceof Interrupted) throw error
      explain(error, say)
      return { passed: 0, failed: 1, skipped: 0, problem: 'it could not be run' }
    })
    outcomes.push(outcome)
    console.log(
      `== ${step.heading}: ${outcome.problem ? `failed, ${outcome.problem}` : 'passed'} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
    )
    if (outcome.problem) {
      console.log(`\nStopped at the step ${step.name}: ${outcome.problem}.`)
      break
    }
  }
  if (signal.aborted) throw new Interrupted()
  console.log(closingLine(sum(outcomes)))
  return outcomes.some(({ problem }) => problem) ? 1 : 0
}

/**
 * The README's commands are tested as they stand, and curl is one of the clients of the contract.
 * Elsewhere than on Linux it comes with the system.
 * @param {Context} context
 */
async function setUpCurl(context) {
  if (process.platform !== 'linux' || inPath('curl', context.env)) return
  const reason = { what: 'curl, for the tests', missing: ['curl'] }
  await installSystemPackages(context, ['curl'], reason)
}

/**
 * @param {readonly string[]} argv
 * @param {Context} context
 * @returns {Promise<number>} the exit code
 */
async function setUpAndTest(argv, context) {
  const steps = chooseSteps(argv)
  if (steps.some((step) => step.curl)) await alone(context, () => setUpCurl(context))
  if (steps.some((step) => step.browser)) await alone(context, () => setUpChromium(context))
  if (!steps.some((step) => step.electron)) {
    await alone(context, () => installPackages(context))
    return runSteps(steps, context)
  }
  const runtime = await alone(context, () => setUpElectron(context))
  const env = { ...context.env, ...runtime.env }
  delete env.ELECTRON_RUN_AS_NODE // editors built on Electron set it in their terminals
  return withDisplay({ ...context, env }, async (display) => {
    const ready = { ...context, env: { ...env, ...display } }
    if (!steps.some((step) => step.name === 'build')) await alone(ready, () => buildIfStale(ready))
    return runSteps(steps, ready)
  })
}

/**
 * Sets up and runs the steps that are asked for. Sets the exit code; prints the closing line on
 * stdout.
 * @param {readonly string[]} argv see `chooseSteps`
 * @returns {Promise<void>}
 */
export function test(argv) {
  return runToExit((context) => setUpAndTest(argv, context))
}
