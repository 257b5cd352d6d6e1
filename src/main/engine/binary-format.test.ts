import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findEngineBinary } from './binary'
import { isProgramFor } from './binary-format'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-format-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(...bytes: (number | string)[]): string {
  const path = join(folder, 'program')
  const parts = bytes.map((it) => (typeof it === 'string' ? Buffer.from(it) : Buffer.from([it])))
  writeFileSync(path, Buffer.concat([...parts, Buffer.alloc(64)]))
  return path
}
const elf = (machine: number) => file(0x7f, 'ELF', '\0'.repeat(14), machine)
const mach = (cpu: number) => file(0xcf, 0xfa, 0xed, 0xfe, cpu, 0, 0, 1)

it('takes our own engine and the Node that runs this', () => {
  expect(isProgramFor(findEngineBinary())).toBe(true)
  expect(isProgramFor(process.execPath)).toBe(true)
})

it('tells Linux programs by their machine', () => {
  expect(isProgramFor(elf(62), 'linux', 'x64')).toBe(true)
  expect(isProgramFor(elf(183), 'linux', 'arm64')).toBe(true)
  expect(isProgramFor(elf(183), 'linux', 'x64')).toBe(false)
  expect(isProgramFor(elf(62), 'darwin', 'x64')).toBe(false)
})

it('tells macOS programs by their processor, and takes Intel’s on Apple’s', () => {
  expect(isProgramFor(mach(0x0c), 'darwin', 'arm64')).toBe(true)
  expect(isProgramFor(mach(0x07), 'darwin', 'arm64')).toBe(true)
  expect(isProgramFor(mach(0x0c), 'darwin', 'x64')).toBe(false)
  expect(isProgramFor(mach(0x07), 'linux', 'x64')).toBe(false)
  expect(isProgramFor(file(0xca, 0xfe, 0xba, 0xbe), 'darwin', 'x64')).toBe(true)
})

it('takes a Windows program on Windows only, and a script everywhere else', () => {
  expect(isProgramFor(file('MZ'), 'win32', 'x64')).toBe(true)
  expect(isProgramFor(file('MZ'), 'linux', 'x64')).toBe(false)
  expect(isProgramFor(file('#!/bin/sh\n'), 'linux', 'x64')).toBe(true)
  expect(isProgramFor(file('#!/bin/sh\n'), 'win32', 'x64')).toBe(false)
})

it('takes nothing for a program that is none', () => {
  expect(isProgramFor(file('just some text that is long enough'), 'linux', 'x64')).toBe(false)
  writeFileSync(join(folder, 'empty'), '')
  expect(isProgramFor(join(folder, 'empty'), 'linux', 'x64')).toBe(false)
})
