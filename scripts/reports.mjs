// @ts-check
// What the test runners say that they ran, and the line that sums it up.

/** @typedef {{passed: number, failed: number, skipped: number}} Tally */

/** @typedef {{numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests?: number}} VitestReport */
/** @typedef {{stats: {expected: number, unexpected: number, flaky: number, skipped: number}}} PlaywrightReport */

/**
 * Counts the tests of a JSON report.
 * @param {VitestReport | PlaywrightReport} report of vitest or of Playwright
 * @returns {Tally} a test that passed at its second try has passed
 */
export function tally(report) {
  if ('stats' in report) {
    const { expected, unexpected, flaky, skipped } = report.stats
    return { passed: expected + flaky, failed: unexpected, skipped }
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests = 0 } = report
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally} their sum
 */
export function sum(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/**
 * What became of a step that runs tests.
 * @param {number} code the runner's exit code
 * @param {Tally | undefined} counted nothing when it left no report
 * @returns {Tally & {problem: string}} no problem when it passed; a step that failed always counts
 *   as at least one failure
 */
export function judge(code, counted) {
  const result = counted ?? { passed: 0, failed: 0, skipped: 0 }
  let problem = ''
  if (counted === undefined) problem = 'it left no report'
  else if (result.failed > 0) problem = `${result.failed} failed`
  else if (code !== 0) problem = `its runner ended with ${code}`
  else if (result.passed === 0) problem = 'it ran no test'
  return { ...result, failed: problem ? Math.max(result.failed, 1) : 0, problem }
}

/**
 * The last line of `npm test`.
 * @param {Tally} total
 * @returns {string}
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
