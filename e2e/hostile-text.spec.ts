import type { Page } from 'playwright/test'
import { expect } from './fixtures'
import { report } from './frames'
import { expectSmooth, goOn, open, testWith } from './hostile-page'
import { ANSWERS, type HostileSample, INPUTS, OTHERS } from './hostile-samples'
import { button, transcript } from './window'

// What froze the window for seconds, or crashed it, when it was written so. A frame that is late says
// as much of the machine as of the code: so each is compared with those of a page at rest, and tried
// again from the beginning when it was late.

const STREAMED: readonly HostileSample[] = ANSWERS.map((it) => ({
  ...it,
  name: `${it.name}, live`,
}))
const FINISHED: readonly HostileSample[] = [...ANSWERS, ...OTHERS]

const test = testWith(FINISHED, STREAMED)

/** Words of a sample that can be read whether they are shown as Markdown or as text. */
const wordsOf = (text: string) => /[a-z]{1,5}/i.exec(text)?.[0] ?? ''

function watchCrashes(page: Page): { count: number } {
  const crashes = { count: 0 }
  page.on('crash', () => {
    crashes.count += 1
  })
  return crashes
}

test('whatever an agent wrote is shown, and no frame is late', async ({ page, app }, info) => {
  test.setTimeout(540_000)
  const crashes = watchCrashes(page)
  const late: string[] = []
  for (const { name, where, text } of FINISHED) {
    const frames = await expectSmooth(page, async () => {
      await open(page, name)
      await expect(transcript(page)).toContainText('That was all of it.')
      for (const fold of await transcript(page).locator('summary').all()) await fold.click()
      await goOn(page, 30)
    })
    report(info, name, frames)
    if (frames.longest > frames.limit) late.push(`${name}: ${frames.longest} ms`)
    if (where === 'answer') {
      await expect(transcript(page).getByRole('article').last()).toContainText(wordsOf(text))
    }
  }
  expect(late).toEqual([])

  await test.step('10 MB of words are found in and copied', async () => {
    const frames = await expectSmooth(page, async () => {
      await open(page, 'words of 10 MB')
      await expect(transcript(page)).toContainText('That was all of it.')
      await page.keyboard.press('ControlOrMeta+f')
      const bar = page.getByRole('search', { name: 'Find in session' })
      await bar.getByRole('textbox', { name: 'Find' }).fill('ipsum')
      await expect(bar.getByRole('status')).toContainText(' of ')
      await page.keyboard.press('Escape')
      await goOn(page, 10)
    })
    report(info, 'find in 10 MB', frames)
    await transcript(page).getByRole('button', { name: 'Copy all of the text' }).last().click()
    await expect
      .poll(() => app.evaluate(async ({ clipboard }) => (await clipboard.readText()).length))
      .toBeGreaterThan(9_000_000)
  })

  await test.step('what is plain can be shown as Markdown all the same', async () => {
    await open(page, 'a list of 9,000')
    await expect(transcript(page)).toContainText('That was all of it.')
    await goOn(page, 30)
    expect(await transcript(page).locator('li').count()).toBeLessThan(5_000)
    await expect(transcript(page)).toContainText('one')
    await open(page, 'many definitions')
    await button(page, 'Show as Markdown').click({ trial: true })
  })
  expect(crashes.count).toBe(0)
})

/** Opens the session of an ask, and rejects it there. */
async function reject(page: Page, name: string): Promise<void> {
  await open(page, name)
  const ask = page.getByRole('region', { name: 'Permission request' })
  // It waits until the card has stood still: until then the answer is disabled.
  await ask.getByRole('button', { name: 'Reject' }).click()
  await expect(ask).toBeHidden()
}

test('whatever a tool is asked for with, the ask is shown and answered', async ({
  page,
  engine,
}, info) => {
  const late: string[] = []
  for (const sample of INPUTS) {
    await engine.ask(sample)
    if (sample === INPUTS[0]) await page.reload()
    const elsewhere = page.getByRole('button', { name: 'wants to use Server tool' })
    await expect(elsewhere).toBeVisible()
    const ask = page.getByRole('region', { name: 'Permission request' })
    const frames = await expectSmooth(page, async () => {
      await open(page, sample.name)
      await expect(ask).toContainText('The agent wants to use Server tool')
      await expect(ask).toContainText('a0')
      await goOn(page, 20)
      // So that another attempt begins without it.
      await button(page, 'New session').click()
      await expect(ask).toBeHidden()
    })
    report(info, `ask of ${sample.name}`, frames)
    if (frames.longest > frames.limit) late.push(`${sample.name}: ${frames.longest} ms`)
    await reject(page, sample.name)
  }
  expect(late).toEqual([])
})

test('what a defect keeps from being shown leaves everything else', async ({ page, engine }) => {
  const [sample] = INPUTS
  if (!sample) throw new Error('there is no sample')
  // In the place of defects that nobody knows: what names the tool falls, and what writes its input.
  await page.addInitScript(() => {
    const { hasOwn } = Object
    const { stringify } = JSON
    Object.hasOwn = (record, name) => {
      if (name === 'server_tool') throw new Error('a defect')
      return hasOwn(record, name)
    }
    JSON.stringify = (value: unknown, ...more: never[]) => {
      if (Reflect.has(Object(value), 'a0')) throw new Error('a defect')
      return stringify(value, ...more)
    }
  })
  await engine.ask(sample)
  await page.reload()
  // Where nothing is open a page must come up whatever it is told.
  await expect(page.getByRole('alert')).toContainText(
    'What waits in another session cannot be shown.',
  )
  await open(page, sample.name)
  const ask = page.getByRole('region', { name: 'Permission request' })
  await expect(ask).toContainText('The agent asks for leave for something that cannot be shown')
  await expect(ask.getByRole('button')).toHaveText(['Reject'])
  await reject(page, sample.name)
  await page.keyboard.press('ControlOrMeta+k')
  const commands = page.getByRole('dialog', { name: 'Command palette' })
  await commands.getByRole('combobox').fill('as plain text')
  await commands.getByRole('option', { name: 'Show session as plain text' }).click()
  await expect(transcript(page)).toContainText('This session is shown as plain text')
  await expect(transcript(page)).toContainText('This part cannot be shown.That was all of it.')
})

test('whatever an agent writes is shown as it comes', async ({ page, engine }, info) => {
  test.setTimeout(540_000)
  const crashes = watchCrashes(page)
  const late: string[] = []
  for (const sample of STREAMED) {
    const frames = await expectSmooth(page, async () => {
      await open(page, sample.name)
      await expect(transcript(page)).toContainText('Here it comes.')
      await engine.stream(sample, 12)
      await expect(button(page, 'Send')).toBeVisible()
      await goOn(page, 20)
    })
    report(info, sample.name, frames)
    if (frames.longest > frames.limit) late.push(`${sample.name}: ${frames.longest} ms`)
  }
  expect(late).toEqual([])
  expect(crashes.count).toBe(0)
})
