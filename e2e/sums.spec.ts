import type { Page } from 'playwright/test'
import { expect } from './fixtures'
import { report } from './frames'
import { expectSmooth, goOn, open, testWith } from './hostile-page'
import { GROWING, SUMS } from './hostile-samples'
import { button, transcript } from './window'

const test = testWith(Object.values(SUMS), [GROWING])

/** In each frame that follows: whether anything in view was not drawn yet, and how far the end was. */
async function noteFrames(page: Page): Promise<() => Promise<{ undrawn: number; away: number }>> {
  await page.evaluate(() => {
    const most = { undrawn: 0, away: 0 }
    const note = () => {
      // What is painted is what stands there when all observers of sizes were told, the page's own before
      // this one. A task after that may come behind one that draws more, which nobody has seen yet.
      const last = new ResizeObserver(() => {
        last.disconnect()
        const log = document.querySelector('[role="log"]')
        const view = log?.getBoundingClientRect()
        const isInView = (box: DOMRect) => view && box.bottom > view.top && box.top < view.bottom
        const waiting = [...(log?.querySelectorAll('[data-waiting]') ?? [])]
        const undrawn = waiting.filter((it) => isInView(it.getBoundingClientRect())).length
        const away = log ? log.scrollHeight - log.clientHeight - log.scrollTop : 0
        most.undrawn = Math.max(most.undrawn, undrawn)
        most.away = Math.max(most.away, away)
      })
      last.observe(document.body)
      frame = requestAnimationFrame(note)
    }
    let frame = requestAnimationFrame(note)
    Object.assign(window, {
      endNotes: () => {
        cancelAnimationFrame(frame)
        return most
      },
    })
  })
  return () => page.evaluate(() => Reflect.get(window, 'endNotes')())
}

test('what is much together is shown, and no frame is late', async ({ page }, info) => {
  const expectInTime = async (name: string, look: () => Promise<void>) => {
    const frames = await expectSmooth(page, look)
    report(info, name, frames)
    expect(frames.longest, name).toBeLessThanOrEqual(frames.limit)
  }

  await test.step('a session opens at its end, which is drawn when it is first seen', async () => {
    await expectInTime(SUMS.session.name, async () => {
      await button(page, 'New session').click()
      const end = await noteFrames(page)
      await open(page, SUMS.session.name)
      await expect(transcript(page).getByText('That was all of it.').last()).toBeInViewport()
      await goOn(page, 20)
      expect(await end()).toEqual({ undrawn: 0, away: expect.closeTo(0, 0) })
    })
  })

  await test.step('and is found in, to its start', async () => {
    await expectInTime(`${SUMS.session.name}, its start`, async () => {
      await open(page, SUMS.session.name)
      await transcript(page).press('Home')
      await expect(transcript(page).getByText('What of').first()).toBeInViewport()
      await goOn(page, 20)
      await page.keyboard.press('ControlOrMeta+f')
      const bar = page.getByRole('search', { name: 'Find in session' })
      await bar.getByRole('textbox', { name: 'Find' }).fill('that was all')
      await expect(bar.getByRole('status')).toHaveText(/ of 15$/)
      await page.keyboard.press('Escape')
      await expect(transcript(page).locator('[data-waiting]')).toHaveCount(0)
    })
  })

  await test.step('files that changed are listed, the last of them too', async () => {
    await expectInTime(SUMS.files.name, async () => {
      await open(page, SUMS.files.name)
      if (await page.getByRole('complementary', { name: 'Side panel' }).isHidden()) {
        await button(page, 'Side panel').click()
      }
      const files = page.getByRole('list', { name: 'Changed files' })
      await expect(files.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '20000')
      await page.locator('.panel-scroll').evaluate((area) => area.scrollTo(0, area.scrollHeight))
      await expect(files.getByRole('button', { name: '9999.ts' })).toBeInViewport()
      expect(await files.getByRole('listitem').count()).toBeLessThan(100)
      await page.getByRole('tab', { name: 'To-dos' }).click()
      await expect(files).toBeHidden()
      await page.getByRole('tab', { name: 'Changes' }).click()
      await expect(files.getByRole('button', { name: '9999.ts' })).toBeInViewport()
      await goOn(page, 20)
    })
  })

  await test.step('plain text is bounded, and more of it shown when it is asked for', async () => {
    await open(page, SUMS.outputs.name)
    await page.keyboard.press('ControlOrMeta+k')
    const commands = page.getByRole('dialog', { name: 'Command palette' })
    await commands.getByRole('combobox').fill('as plain text')
    await commands.getByRole('option', { name: 'Show session as plain text' }).click()
    const outputs = transcript(page).getByText('Tool read')
    await expectInTime(SUMS.outputs.name, async () => {
      await open(page, SUMS.session.name)
      await open(page, SUMS.outputs.name)
      await expect(outputs).toHaveCount(10)
      await button(page, 'Show earlier').click()
      await expect(outputs).toHaveCount(20)
      await goOn(page, 20)
    })
  })
})

test('a message that grows stays bounded for who follows it', async ({ page, engine }) => {
  const texts = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => `Part ${from + at} of them.`)
  const part = (at: number) => transcript(page).getByText(`Part ${at} of them.`, { exact: true })
  await open(page, GROWING.name)
  await expect(transcript(page).getByText('Here it comes.')).toBeVisible()

  await engine.grow(GROWING, texts(0, 150))
  await expect(part(149)).toBeInViewport()
  await expect(part(0)).toBeAttached()
  await engine.grow(GROWING, texts(150, 100))
  await expect(part(249)).toBeInViewport()
  await expect(part(0)).not.toBeAttached()
  await expect(transcript(page).getByText('parts before are not shown.')).toBeAttached()

  // For who reads, nothing goes.
  await part(200).evaluate((element) => element.scrollIntoView())
  await expect(part(249)).not.toBeInViewport()
  await engine.grow(GROWING, texts(250, 250))
  await expect(part(499)).toBeAttached()
  await expect(part(200)).toBeInViewport()
})
