// @ts-check
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { electronArguments, splitArguments } from './arguments.mjs'

const here = resolve('/home/someone')

test('a flag of ours and its value become one argument, in either form', () => {
  expect(splitArguments(['--port', '5000'], here).ours).toEqual(['--port=5000'])
  expect(splitArguments(['--port=5000', '--demo'], here).ours).toEqual(['--port=5000', '--demo'])
})

test('paths are taken from where the person stands', () => {
  const { ours } = splitArguments(['--project', 'app', '--user-data-dir=../data'], here)
  expect(ours).toEqual([
    `--project=${resolve('/home/someone/app')}`,
    `--user-data-dir=${resolve('/home/data')}`,
  ])
})

test('a value may hold an equals sign', () => {
  expect(splitArguments(['--project=/a=b'], here).ours).toEqual([`--project=${resolve('/a=b')}`])
})

test('switches that are not ours are for Electron', () => {
  const { ours, electron } = splitArguments(
    ['--remote-debugging-port=9222', '--headless', '-v'],
    here,
  )
  expect(electron).toEqual(['--remote-debugging-port=9222', '-v'])
  expect(ours).toEqual(['--headless'])
})

test.each([
  [['--project'], '--project needs a value'],
  [['--project='], '--project needs a value'],
  [['--project', '--headless'], '--project needs a value'],
  [['--port', 'many'], '--port needs a number from 0 to 65535, not "many"'],
  [['--port=65536'], '--port needs a number'],
  [['--headless=yes'], '--headless takes no value'],
  [['stray'], '"stray" is no flag'],
])('%j is refused', (argv, message) => {
  expect(() => splitArguments(argv, here)).toThrow(message)
})

test('asking for help or for the version is no flag of the app', () => {
  expect(splitArguments(['--help'], here)).toMatchObject({ help: true, ours: [] })
  expect(splitArguments(['--version'], here)).toMatchObject({ version: true, ours: [] })
})

const linux = {
  app: '/app',
  platform: /** @type {const} */ ('linux'),
  isRoot: false,
  display: true,
}

test("Electron's switches stand before the app, the app's flags after it", () => {
  const split = splitArguments(['--demo', '--inspect', '--user-data-dir=/data'], here)
  expect(electronArguments(split, linux)).toEqual([
    '--inspect',
    '/app',
    '--demo',
    `--user-data-dir=${resolve('/data')}`,
  ])
})

test('only root on Linux goes without the sandbox', () => {
  const split = splitArguments([], here)
  expect(electronArguments(split, { ...linux, isRoot: true })).toEqual(['--no-sandbox', '/app'])
  expect(electronArguments(split, linux)).toEqual(['/app'])
  expect(electronArguments(split, { ...linux, platform: 'darwin', isRoot: true })).toEqual(['/app'])
})

test('a start without window or display needs no display from Electron either', () => {
  const headless = splitArguments(['--headless'], here)
  const bare = { ...linux, display: false }
  expect(electronArguments(headless, bare)).toContain('--ozone-platform=headless')
  expect(electronArguments(headless, linux)).toEqual(['/app', '--headless'])
  expect(electronArguments(splitArguments([], here), bare)).toEqual(['/app'])
})

test('a display platform that the person chose is left alone', () => {
  const split = splitArguments(['--headless', '--ozone-platform=wayland'], here)
  expect(electronArguments(split, { ...linux, display: false })).toEqual([
    '--ozone-platform=wayland',
    '/app',
    '--headless',
  ])
})
