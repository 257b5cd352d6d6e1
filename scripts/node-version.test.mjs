// @ts-check
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isAtLeast, MINIMUM_NODE } from './node-version.mjs'

test.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['22.0.0', true],
  ['100.0.0', true],
  ['20.18.3', false],
  ['20.9.0', false],
  ['18.20.8', false],
])('Node %s is new enough: %s', (version, enough) => {
  expect(isAtLeast(version, '20.19.0')).toBe(enough)
})

test('the version asked for is the one that package.json declares', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  expect(manifest.engines.node).toBe(`>=${MINIMUM_NODE}`)
})
