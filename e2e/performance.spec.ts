import type { Page } from 'playwright/test'
import { expectAccessible } from './axe'
import { test as base, expect } from './fixtures'
import { framesDuring, report } from './frames'
import { type LargeEngine, startLargeEngine } from './large-engine'
import { answer, button, send, transcript } from './window'

// Times are printed and never asserted: they say as much of the machine as of the code. What is
// asserted does not depend on it. `npm run bench window` holds the times to their budgets.

const test = base.extend<{ engine: LargeEngine; size: { sessions: number; messages: number } }>({
  size: [{ sessions: 12, messages: 5_000 }, { option: true }],
  engine: async ({ folders, size }, use) => {
    const engine = await startLargeEngine({ directory: folders.project, few: 60, ...size })
    folders.env.WHEELHOUSE_ENGINE_URL = engine.url
    await use(engine)
    await engine.close()
  },
  // The engine first: the app is told where it is.
  app: async ({ engine: _, launch }, use) => {
    await use(await launch())
  },
})

/** Rows of 100 messages are more than are in view and beside it, however far one has scrolled. */
const MOST_ROWS = 100

const rows = (page: Page) => transcript(page).locator('[data-message]')
const open = (page: Page, title: string) =>
  page.getByRole('list', { name: 'Sessions' }).getByText(title, { exact: true }).click()

/** What stands at the top of what is seen, and how far below the top. */
const atTop = (page: Page) =>
  transcript(page).evaluate((log) => {
    const { top } = log.getBoundingClientRect()
    for (const row of log.querySelectorAll<HTMLElement>('[data-message]')) {
      const box = row.getBoundingClientRect()
      if (box.height > 0 && box.bottom > top + 1) {
        return { message: row.dataset.message, y: Math.round(box.top - top) }
      }
    }
    return undefined
  })
/** The distance of a message below the top of what is seen; without end where it is not mounted. */
const topOf = (page: Page, message = '') =>
  transcript(page).evaluate((log, id) => {
    const row = log.querySelector(`[data-message="${CSS.escape(id)}"]`)
    const { top } = log.getBoundingClientRect()
    return row ? row.getBoundingClientRect().top - top : Number.POSITIVE_INFINITY
  }, message)
/** Waits until nothing moves any more. */
const still = async (page: Page) => {
  let last = ''
  await expect
    .poll(async () => {
      const before = last
      last = JSON.stringify(await atTop(page))
      return last === before
    })
    .toBe(true)
  return atTop(page)
}
const isAtEnd = (page: Page) =>
  transcript(page).evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 2)

test('a session of 5,000 messages', async ({ page, engine }, info) => {
  await expect(page.getByText('Session 1', { exact: true })).toBeVisible()

  await test.step('opens at its end, with few of them mounted', async () => {
    const ms = await page.evaluate(async () => {
      const list = document.querySelector('[aria-label="Sessions"]')
      const all = [...(list?.querySelectorAll<HTMLElement>('li *') ?? [])]
      const title = all.find((it) => it.textContent === 'Session 1')
      const at = performance.now()
      title?.click()
      while (!document.querySelector('[role="log"]')?.textContent?.includes('Answer 5000.')) {
        await new Promise(requestAnimationFrame)
      }
      return performance.now() - at
    })
    report(info, 'opened 5,000 messages', { ms: Math.round(ms) })
    await expect.poll(() => isAtEnd(page)).toBe(true)
    expect(await rows(page).count()).toBeLessThan(MOST_ROWS)
    await expectAccessible(page)
  })

  await test.step('loads what was before as one scrolls up, and mounts what is near', async () => {
    await transcript(page).hover()
    let most = 0
    const frames = await framesDuring(page, async () => {
      for (let at = 5_000; at > 4_700; ) {
        await page.mouse.wheel(0, -1_000)
        most = Math.max(most, await rows(page).count())
        at = Number((await rows(page).first().textContent())?.match(/\d+/)?.[0])
      }
    })
    report(info, 'scrolled', frames)
    expect(most).toBeLessThan(MOST_ROWS)
  })

  await test.step('an answer that grows moves nobody who reads above it', async () => {
    const before = await still(page)
    for (let at = 0; at < 50; at += 1) engine.write(` More ${at}.\n\n`)
    await expect(button(page, 'Jump to latest')).toBeVisible()
    expect(await still(page)).toEqual(before)
  })

  await test.step('is where it was when one comes back to it', async () => {
    const before = await still(page)
    await open(page, 'Session 2')
    await expect(transcript(page)).toContainText('Answer 60.')
    await open(page, 'Session 1')
    // By where the message stands that was at the top: positions are whole pixels to some, and fractions
    // to others, so that at the top a line of the one above it may be the first.
    const off = async () => Math.abs((await topOf(page, before?.message)) - (before?.y ?? 0))
    await expect.poll(off).toBeLessThan(3)
    await still(page)
    expect(await off()).toBeLessThan(3)
  })

  await test.step('a page that fails can be tried again', async () => {
    engine.failing = 1
    await transcript(page).hover()
    while (!(await transcript(page).getByRole('alert').isVisible())) {
      await page.mouse.wheel(0, -1_000)
    }
    await expectAccessible(page)
    await transcript(page).getByRole('button', { name: 'Try again' }).click()
    await expect(transcript(page).getByRole('alert')).toBeHidden()
  })

  await test.step('jumps to the end and follows it', async () => {
    await button(page, 'Jump to latest').click()
    await expect.poll(() => isAtEnd(page)).toBe(true)
    engine.write('\n\nThe very last word.\n\nAnd one more.')
    await expect(transcript(page)).toContainText('And one more.')
    await expect.poll(() => isAtEnd(page)).toBe(true)
  })
})

test('goes from message to message by keys, and to both ends', async ({ page }) => {
  await open(page, 'Session 1')
  await expect(transcript(page)).toContainText('Answer 5000.')
  const focused = page.locator('article:focus')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(focused).toContainText('Question 4999')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(focused).toContainText('Question 4997')
  await expect(focused).toBeInViewport()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(focused).toContainText('Question 4999')
  await page.keyboard.press('Alt+Home')
  await expect(focused).toContainText('Question 1:')
  await expect(focused).toBeInViewport()
  await expect(transcript(page)).toContainText('The session begins here')
  expect(await rows(page).count()).toBeLessThan(MOST_ROWS)
  await page.keyboard.press('Alt+End')
  await expect.poll(() => isAtEnd(page)).toBe(true)
})

test('finds in all of a session, and gives the focus back', async ({ page, engine }) => {
  await open(page, 'Session 1')
  await expect(transcript(page)).toContainText('Answer 5000.')
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.focus()
  await page.keyboard.press('ControlOrMeta+f')
  const bar = page.getByRole('search', { name: 'Find in session' })
  const state = bar.getByRole('status')
  const highlights = () =>
    page.evaluate(() => [
      CSS.highlights.get('found')?.size,
      CSS.highlights.get('found-current')?.size,
    ])

  await test.step('without case and accents, also where nothing was loaded yet', async () => {
    await bar.getByRole('textbox', { name: 'Find' }).fill('cafe')
    await expect(state).toHaveText('5 of 5')
    await expect(transcript(page).getByText('Answer 5000.')).toBeInViewport()
    await expect.poll(highlights).toEqual([1, 1])
    await expectAccessible(page)
  })

  await test.step('goes on with Enter, back with Shift+Enter, round at the ends', async () => {
    await page.keyboard.press('Enter')
    await expect(state).toHaveText('1 of 5')
    await expect(transcript(page).getByText('Answer 1000.')).toBeInViewport()
    await expect(transcript(page).getByText('There is a Café in it.').first()).toBeInViewport()
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.press('Shift+Enter')
    await expect(state).toHaveText('4 of 5')
    await expect(transcript(page).getByText('Answer 4000.')).toBeInViewport()
    expect(await rows(page).count()).toBeLessThan(MOST_ROWS)
  })

  await test.step('follows an answer that grows', async () => {
    engine.write('\n\nAnother CAFÉ.')
    await expect(state).toHaveText('4 of 6')
  })

  await test.step('says so when there is nothing', async () => {
    await bar.getByRole('textbox', { name: 'Find' }).fill('nowhere at all')
    await expect(state).toHaveText('No matches')
    await expect(bar.getByRole('button', { name: 'Next match' })).toBeDisabled()
  })

  await page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
  await expect(message).toBeFocused()
  expect(await highlights()).toEqual([undefined, undefined])
})

test('a hundred switches between sessions leave nothing behind', async ({ page }, info) => {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const measure = async () => {
    await cdp.send('HeapProfiler.collectGarbage')
    const { metrics } = await cdp.send('Performance.getMetrics')
    const of = (name: string) => metrics.find((it) => it.name === name)?.value ?? Number.NaN
    return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') }
  }
  const visit = async (times: number) => {
    for (let at = 0; at < times; at += 1) {
      const n = (at % 10) + 2
      await open(page, `Session ${n}`)
      await expect(transcript(page)).toContainText('Answer 60.')
    }
  }
  await expect(page.getByText('Session 1', { exact: true })).toBeVisible()
  // What is made once: code that is compiled, caches that are filled.
  await visit(20)
  const before = await measure()
  await visit(100)
  const after = await measure()
  report(info, 'a hundred switches', { before, after })
  expect(after.heap).toBeLessThan(before.heap * 1.2 + 2 * 1024 * 1024)
  expect(after.nodes).toBeLessThan(before.nodes * 1.2)
  expect(after.listeners).toBeLessThan(before.listeners * 1.2)
})

base(
  'an answer of 200 tokens a second touches nothing but itself',
  async ({ page, rest }, info) => {
    await button(page, 'New session').click()
    await send(page, 'say first')
    await expect(answer(page)).toContainText('first')
    await send(page, 'stream 200 per second for 10 seconds')
    await expect(answer(page)).toContainText('Page 1 begins.')
    const touches = await page.evaluateHandle(() => {
      const [answer, ...others] = [...document.querySelectorAll('[data-message]')].reverse()
      const touches = { answer: 0, others: 0 }
      // Its end is shown by the composer too, and is no token.
      const isWritten = () =>
        [...document.querySelectorAll('button')].some((it) => it.textContent === 'Stop')
      const count = (whose: keyof typeof touches) => (records: MutationRecord[]) => {
        if (isWritten()) touches[whose] += records.length
      }
      const watch = (whose: keyof typeof touches, elements: (Element | null | undefined)[]) => {
        const observer = new MutationObserver(count(whose))
        for (const element of elements) {
          const all = { childList: true, characterData: true, attributes: true, subtree: true }
          if (element) observer.observe(element, all)
        }
      }
      watch('answer', [answer])
      watch('others', [...others, document.querySelector('textarea')])
      return touches
    })
    const frames = await framesDuring(page, () => expect(button(page, 'Send')).toBeVisible())
    report(info, '200 tokens a second for 10 s', frames)
    const touched = await touches.jsonValue()
    expect(touched.answer).toBeGreaterThan(50)
    expect(touched.others).toBe(0)
    const [session] = await (await rest.get('/api/sessions')).json()
    const messages = await (await rest.get(`/api/sessions/${session.id}/messages`)).json()
    const written: string = messages.at(-1).parts.find((it: { text?: string }) => it.text).text
    const pages = (text: string | null) => text?.match(/Page \d+ begins\./g)
    expect(pages(await answer(page).textContent())).toEqual(pages(written))
    await expect.poll(() => isAtEnd(page)).toBe(true)
  },
)

test.describe('2,000 sessions', () => {
  test.use({ size: { sessions: 2_000, messages: 100 } })

  test('mount few rows, wherever the list is', async ({ page }) => {
    const list = page.getByRole('list', { name: 'Sessions' })
    await expect(list.getByText('Session 1', { exact: true })).toBeVisible()
    const count = () => list.getByRole('listitem').count()
    expect(await count()).toBeLessThan(MOST_ROWS)
    await list.hover()
    // More than once: before its first picture Chromium drops what a wheel says.
    await expect(async () => {
      await page.mouse.wheel(0, 20_000)
      // It may stay mounted: it is where the Tab key comes to.
      const first = list.getByText('Session 1', { exact: true })
      await expect(first).not.toBeInViewport({ timeout: 1_000 })
    }).toPass()
    expect(await count()).toBeLessThan(MOST_ROWS)
  })
})
