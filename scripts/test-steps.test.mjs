// @ts-check
import { expect, test } from 'vitest'
import { chooseSteps, STEPS } from './test-steps.mjs'

/** @param {readonly string[]} argv */
const names = (argv) => chooseSteps(argv).map((step) => step.name)

test('all steps are run, in order, when none is named', () => {
  expect(names([])).toEqual(['typecheck', 'lint', 'unit', 'int', 'build', 'e2e'])
})

test('named steps are run in their own order', () => {
  expect(names(['e2e', 'unit'])).toEqual(['unit', 'e2e'])
})

test('what follows two dashes is for the runner of the step named last', () => {
  const [unit, int] = chooseSteps(['unit', 'int', '--', '-t', 'some test'])
  expect(int?.args.slice(-2)).toEqual(['-t', 'some test'])
  expect(unit?.args).toEqual(STEPS.find((step) => step.name === 'unit')?.args)
})

test('a name that is no step is refused, and so are arguments for no step', () => {
  expect(() => chooseSteps(['units'])).toThrow('"units" is not a step')
  expect(() => chooseSteps(['--', '-t', 'x'])).toThrow('Name the step')
})
