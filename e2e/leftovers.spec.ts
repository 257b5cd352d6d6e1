import { expectAccessible } from './axe'
import { expect } from './fixtures'
import { processesWithin } from './process-table'
import { test } from './ready-app'
import { button, say } from './window'

const COUNT = 105

test.skip(process.platform === 'win32', 'no process tells there what it descends from')

test('all that commands left running is counted and within reach, and all of it is ended', async ({
  page,
  folders,
}) => {
  const sleeping = () =>
    processesWithin(folders.home).filter((line) => / sleep 78\d{3} /.test(line))
  await button(page, 'New session').click()
  const each = 'setsid sleep $((78000 + i)) >/dev/null 2>&1 &'
  await say(page, `run for i in $(seq ${COUNT}); do ${each} done`)

  const note = page.getByRole('region', { name: 'Still running' })
  await expect(note).toContainText(`Still running from this session: ${COUNT} processes`)
  const items = note.getByRole('listitem')
  await expect(items).toHaveCount(100)
  await note.getByRole('button', { name: 'Show 5 more of 5' }).click()
  await expect(items).toHaveCount(COUNT)
  const names = Array.from({ length: COUNT }, (_, i) => `sleep ${78_001 + i}`)
  // One that was seen as `setsid` has become what it starts by the next look.
  const shown = async () => (await items.allTextContents()).sort()
  await expect.poll(shown, { timeout: 20_000 }).toEqual(names.sort())
  await items.last().scrollIntoViewIfNeeded()
  await expect(items.last()).toBeInViewport()
  await expect(button(page, `End all ${COUNT}`)).toBeInViewport()
  await expectAccessible(page)

  expect(sleeping()).toHaveLength(COUNT)
  await button(page, `End all ${COUNT}`).click()
  await expect(note).toHaveCount(0)
  expect(sleeping()).toEqual([])
})
