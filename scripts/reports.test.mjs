// @ts-check
import { expect, test } from 'vitest'
import { closingLine, judge, sum, tally } from './reports.mjs'

const vitest = { numPassedTests: 10, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }
const playwright = { stats: { expected: 5, unexpected: 0, flaky: 1, skipped: 0 } }

test('reports of both runners are counted', () => {
  expect(tally(vitest)).toEqual({ passed: 10, failed: 1, skipped: 3 })
  expect(tally(playwright)).toEqual({ passed: 6, failed: 0, skipped: 0 })
})

test('the closing line sums them up, and mentions what was skipped only if something was', () => {
  const total = sum([tally(vitest), tally(playwright)])
  expect(closingLine(total)).toBe('16 passed, 1 failed, 3 skipped')
  expect(closingLine(sum([tally(playwright)]))).toBe('6 passed, 0 failed')
})

test.each([
  ['a clean run', 0, { passed: 3, failed: 0, skipped: 1 }, '', 0],
  ['failed tests', 1, { passed: 3, failed: 2, skipped: 0 }, '2 failed', 2],
  [
    'a runner that fails without a failed test',
    1,
    { passed: 3, failed: 0, skipped: 0 },
    'its runner ended with 1',
    1,
  ],
  ['no test at all', 0, { passed: 0, failed: 0, skipped: 4 }, 'it ran no test', 1],
  ['no report', 0, undefined, 'it left no report', 1],
])('%s is judged', (_name, code, counted, problem, failed) => {
  expect(judge(code, counted)).toMatchObject({ problem, failed })
})
