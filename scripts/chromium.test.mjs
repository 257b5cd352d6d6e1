// @ts-check
import { writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { findChromium, setUpChromium } from './chromium.mjs'
import { contextForTest, temporaryFolder } from './testing.mjs'

// Elsewhere a browser of the system's own is found as well.
const onLinux = test.runIf(process.platform === 'linux')

/** A folder for a PATH, with a Chrome in it. */
function folderWithChrome() {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o755 })
  return folder
}

// Windows marks no file as a program.
test.skipIf(process.platform === 'win32')(
  'a browser in the PATH is found, and one that cannot be run is none',
  () => {
    const [there, broken] = [folderWithChrome(), temporaryFolder()]
    writeFileSync(join(broken, 'chromium'), '', { mode: 0o644 })
    expect(findChromium({ PATH: [broken, there].join(delimiter) })).toBe(
      join(there, 'google-chrome'),
    )
  },
)

test('where a browser is there nothing is done or said', async () => {
  const context = contextForTest({ env: { PATH: folderWithChrome() } })
  await setUpChromium(context)
  expect(context.said).toEqual([])
})

onLinux('a person without a browser goes on, and is told what is left out', async () => {
  const context = contextForTest({ env: { PATH: temporaryFolder() } })
  await setUpChromium(context)
  expect(context.said).toEqual([
    expect.stringMatching(
      /^A browser, for the tests \(missing: Chromium or Chrome\): install .*chromium/,
    ),
    'The tests of the page in a browser are left out.',
  ])
})

onLinux('CI without a browser is told what to install, and does not go on', async () => {
  const context = contextForTest({ env: { PATH: temporaryFolder(), CI: 'true' } })
  await expect(setUpChromium(context)).rejects.toThrow('A browser, for the tests')
})
