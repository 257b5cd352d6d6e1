// @ts-check
import { expect, test } from 'vitest'
import { sandboxCanWork } from './sandbox.mjs'

const helper = { uid: 0, mode: 0o100755 }

test('the sandbox works where users may make namespaces', () => {
  expect(sandboxCanWork({ namespaces: true, restricted: false, helper })).toBe(true)
  expect(sandboxCanWork({ namespaces: true, restricted: false, helper: undefined })).toBe(true)
})

test('it does not where they may not, or where these are of no use', () => {
  expect(sandboxCanWork({ namespaces: false, restricted: false, helper })).toBe(false)
  expect(sandboxCanWork({ namespaces: true, restricted: true, helper })).toBe(false)
})

test('it does all the same when the helper has the rights of root', () => {
  const setuid = { uid: 0, mode: 0o104755 }
  const nothing = { namespaces: false, restricted: true }
  expect(sandboxCanWork({ ...nothing, helper: setuid })).toBe(true)
  expect(sandboxCanWork({ ...nothing, helper: { ...setuid, uid: 1000 } })).toBe(false)
})
