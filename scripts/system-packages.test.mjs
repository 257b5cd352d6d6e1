// @ts-check
import { expect, test } from 'vitest'
import { missingLibraries, offeredNames } from './system-packages.mjs'

test('the libraries that ldd does not find are named, each once', () => {
  const output = [
    '\tlinux-vdso.so.1 (0x00007ffd)',
    '\tlibffmpeg.so => /opt/electron/libffmpeg.so (0x00007f)',
    '\tlibnss3.so => not found',
    '\tlibgtk-3.so.0 => not found',
    '\tlibnss3.so => not found',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007f)',
  ].join('\n')
  expect(missingLibraries(output)).toEqual(['libnss3.so', 'libgtk-3.so.0'])
})

test("musl's ldd is understood, too", () => {
  const output = 'Error loading shared library libnss3.so: No such file (needed by electron)'
  expect(missingLibraries(output)).toEqual(['libnss3.so'])
})

test('nothing is missing when everything is found', () => {
  expect(missingLibraries('\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n')).toEqual([])
})

/** @param {string} name @param {string} candidate */
const policy = (name, candidate) =>
  `${name}:\n  Installed: (none)\n  Candidate: ${candidate}\n  Version table:\n     ${candidate} 500\n`

test('Debian 12 offers the names that are asked for', () => {
  const output = policy('libgtk-3-0', '3.24.38') + policy('libnss3', '2:3.87')
  expect(offeredNames(['libgtk-3-0', 'libnss3'], output)).toEqual(['libgtk-3-0', 'libnss3'])
})

test('Debian 13 and Ubuntu 24.04 offer some with t64 at the end', () => {
  // There, the old name is known, as something that others provide, and cannot be installed.
  const output =
    policy('libgtk-3-0', '(none)') +
    policy('libgtk-3-0t64', '3.24.41') +
    policy('libnss3', '2:3.98')
  expect(offeredNames(['libgtk-3-0', 'libnss3'], output)).toEqual(['libgtk-3-0t64', 'libnss3'])
})

test('a name that nobody offers stays as it is', () => {
  expect(offeredNames(['libgtk-3-0'], '')).toEqual(['libgtk-3-0'])
})
