import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from 'playwright/test'
import { expect } from './fixtures'
import { test } from './ready-app'
import { answer, button, engineLine, sessionRows as rows, send } from './window'

const region = (page: Page, name: 'Permission request' | 'Question') =>
  page.getByRole('region', { name })
const command = (page: Page) => region(page, 'Permission request')
const question = (page: Page) => region(page, 'Question')
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

/** Says it in a session of its own. */
async function begin(page: Page, text: string): Promise<void> {
  await expect(engineLine(page)).toContainText('ready')
  await button(page, 'New session').click()
  await send(page, text)
}

/** Says it once the run before has ended. */
async function goOn(page: Page, text: string): Promise<void> {
  await expect(button(page, 'Send')).toBeVisible()
  await send(page, text)
}

/** The text of a line's part, and where it stands. */
const leftOf = (card: Locator, words: string) =>
  card.evaluate((element, wanted) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1
      if (at < 0) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      const { left, top } = range.getBoundingClientRect()
      return { left, top }
    }
    throw new Error(`Nothing says ${wanted}`)
  }, words)

/** Selects all of it and copies it with the keys. */
async function copied(app: ElectronApplication, page: Page, area: Locator): Promise<string> {
  await area.evaluate((element) => getSelection()?.selectAllChildren(element))
  await page.keyboard.press('ControlOrMeta+c')
  return app.evaluate(({ clipboard }) => clipboard.readText())
}

test.use({
  config: {
    permission: { bash: 'ask', edit: 'ask' },
    // The engine (opencode 1.18.33) gives models of such a name its tool for patches.
    provider: { demo: { models: { 'gpt-5': { name: 'Patches', tool_call: true } } } },
  },
})

test('what the agent asks is seen in every session, and answered by a person', async ({
  app,
  page,
  rest,
  folders,
}) => {
  await test.step('the window says what the agent waits for, in every session, until its run is stopped', async () => {
    await test.step('whoever looks at a session sees what its sub-agent waits for', async () => {
      await begin(page, 'delegate write note.txt: hello')
      await expect(command(page)).toContainText('wants to change a file')
      await expect(command(page)).toContainText('note.txt')
      await expect(command(page)).toContainText('Asked by a sub-agent')
      // The sub-agent that waits is shown below.
      await expect(rows(page)).toHaveCount(2)
      await expect(rows(page).first()).toHaveAccessibleDescription('1 waiting for you')

      // A page that comes later was told by no event: it knows from what the stream begins with.
      await page.reload()
      await expect(command(page)).toContainText('Asked by a sub-agent')
      await expect(rows(page).first()).toHaveAccessibleDescription('1 waiting for you')

      await button(page, 'Stop').click()
      await expect(command(page)).toHaveCount(0)
    })

    await test.step('what waits in another session is seen in the list', async () => {
      const words = Array.from({ length: 300 }, (_, i) => `word-${i}`).join(' ')
      await begin(page, `run echo ${words}`)
      await expect(command(page)).toContainText('wants to run a command')
      await expect(command(page)).toContainText(`echo ${words}`)
      // It came below a message that is longer than the window, and took nobody from the end.
      await expect(button(page, 'Jump to latest')).toHaveCount(0)
      await expect(command(page)).not.toContainText('sub-agent')
      await expect(rows(page).first()).toHaveAccessibleDescription('1 waiting for you')

      // What waits in another session is seen in the list, and not in the one that is open.
      await begin(page, 'ask Shall we go on?')
      await expect(question(page)).toContainText('Shall we go on?')
      await expect(command(page)).toHaveCount(0)
      await expect(rows(page).nth(0)).toHaveAccessibleDescription('1 waiting for you')
      await expect(rows(page).nth(1)).toHaveAccessibleDescription('1 waiting for you')

      await button(page, 'Stop').click()
      await expect(question(page)).toHaveCount(0)
      await expect(rows(page).nth(0)).not.toHaveAccessibleDescription(/waiting/)
      await expect(rows(page).nth(1)).toHaveAccessibleDescription('1 waiting for you')
    })

    await rows(page).nth(1).click()
    await button(page, 'Stop').click()
    await expect(command(page)).toHaveCount(0)
  })

  await test.step('a person answers: commands, changes, questions, for sub-agents, by keyboard', async () => {
    await test.step('a command runs once it is allowed; always does not ask again', async () => {
      const made = join(folders.project, 'made.txt')
      await begin(page, 'run echo first | tee made.txt')
      await expect(command(page)).toContainText('echo first | tee made.txt')
      expect(existsSync(made)).toBe(false)
      await button(page, 'Allow once').click()
      await expect(command(page)).toHaveCount(0)
      await expect(answer(page)).toContainText('output: first')
      expect(readFileSync(made, 'utf8')).toBe('first\n')

      // Once is not always; and always says beforehand what it covers.
      await goOn(page, 'run printf second')
      await expect(button(page, 'Allow always')).toHaveAccessibleDescription(/covers printf \*/)
      await button(page, 'Allow always').click()
      await expect(answer(page)).toContainText('output: second')
      await goOn(page, 'run printf third')
      await expect(answer(page)).toContainText('output: third')
    })

    await test.step('the agent reads why it was rejected, and a change is shown before it is made', async () => {
      const note = join(folders.project, 'note.txt')
      writeFileSync(note, 'one\ntwo\nthree\n')
      await begin(page, 'run rm note.txt')
      await button(page, 'Say why').click()
      await page.getByRole('textbox', { name: 'Reason' }).fill('keep the note')
      await button(page, 'Reject').click()
      await expect(answer(page)).toContainText('keep the note')
      expect(existsSync(note)).toBe(true)

      await goOn(page, 'edit note.txt: two => zwei')
      const diff = command(page).getByRole('region', {
        name: 'What would change: 1 added, 1 removed',
      })
      await expect(diff).toContainText('−two')
      await expect(diff).toContainText('+zwei')
      await expect(diff).toContainText('three')
      await button(page, 'Reject').click()
      await expect(command(page)).toHaveCount(0)
      await expect(button(page, 'Send')).toBeVisible()
      expect(readFileSync(note, 'utf8')).toBe('one\ntwo\nthree\n')

      await goOn(page, 'edit note.txt: two => zwei')
      await button(page, 'Allow once').click()
      await expect(answer(page)).toContainText('the tool says')
      expect(readFileSync(note, 'utf8')).toBe('one\nzwei\nthree\n')
    })

    await test.step('questions take one choice, several, and words of one’s own', async () => {
      await begin(page, 'ask Shall we go on?')
      await expect(button(page, 'Answer')).toBeDisabled()
      await question(page).getByRole('radio', { name: 'No', exact: true }).check()
      await button(page, 'Answer').click()
      await expect(answer(page)).toContainText('You answered: No.')

      await goOn(page, 'choose tea, toast, jam')
      await question(page).getByRole('checkbox', { name: 'jam' }).check()
      await question(page).getByRole('checkbox', { name: 'tea' }).check()
      await button(page, 'Answer').click()
      await expect(answer(page)).toContainText('You chose: tea, jam.')

      await goOn(page, 'ask Shall we go on?\nBy boat?')
      const second = question(page).getByRole('radiogroup', { name: 'By boat?' })
      await question(page).getByRole('radio', { name: 'Yes' }).first().check()
      await expect(question(page)).toContainText('1 of 2 answered.')
      // What is written there waits while another session is looked at.
      await second.getByRole('textbox', { name: 'Your own answer' }).fill('by balloon')
      await button(page, 'New session').click()
      await page.getByRole('button', { name: /has a question/ }).click()
      await button(page, 'Answer').click()
      await expect(answer(page)).toContainText('You answered: Yes; by balloon.')
    })

    await test.step('a sub-agent is answered from above, and a session from another', async () => {
      await begin(page, 'delegate write note.txt: hello')
      await expect(command(page)).toContainText('Asked by a sub-agent')
      await expect(command(page)).toContainText('+hello')

      await button(page, 'New session').click()
      await expect(command(page)).toHaveCount(0)
      const notice = page.getByRole('button', { name: /wants to change a file/ })
      await expect(notice).toContainText('Open')
      await notice.click()
      await expect(notice).toHaveCount(0)
      await expect(rows(page).filter({ hasText: 'Delegate' }).first()).toHaveAttribute(
        'aria-current',
        'page',
      )
      await button(page, 'Allow once').click()
      await expect(answer(page)).toContainText('The sub-agent is done.')
      expect(readFileSync(join(folders.project, 'note.txt'), 'utf8')).toBe('hello')
    })

    await test.step('all of it works by keyboard, and takes nothing from what is being written', async () => {
      const keys = (...names: string[]) =>
        names.reduce(
          (before, key) => before.then(() => page.keyboard.press(key)),
          Promise.resolve(),
        )
      await begin(page, 'run echo by key')
      // The safe answer has the focus, and a letter goes to where one writes.
      await expect(button(page, 'Reject')).toBeFocused()
      await keys('x')
      await expect(composer(page)).toBeFocused()
      await expect(composer(page)).toHaveValue('x')
      await keys('Backspace', 'Shift+Tab')
      await expect(button(page, 'Say why')).toBeFocused()
      await keys('Enter')
      await expect(page.getByRole('textbox', { name: 'Reason' })).toBeFocused()
      await keys('Escape')
      await expect(button(page, 'Say why')).toBeFocused()
      await keys('ArrowRight')
      await expect(button(page, 'Allow once')).toBeFocused()
      await expect(button(page, 'Allow once')).toBeEnabled()
      await keys('Enter')
      await expect(answer(page)).toContainText('output: by key')
      await expect(composer(page)).toBeFocused()

      await goOn(page, 'ask Shall we go on?')
      await expect(question(page).getByRole('radio', { name: 'Yes' })).toBeFocused()
      await keys('2')
      await expect(question(page).getByRole('radio', { name: 'No', exact: true })).toBeChecked()
      await keys('ArrowDown')
      await expect(button(page, 'Answer')).toBeEnabled()
      await keys('Enter')
      await expect(answer(page)).toContainText('You answered: Decide later.')

      // An ask that comes while one writes stays beside.
      await expect(button(page, 'Send')).toBeVisible()
      await composer(page).fill('half a sent')
      const [{ id }] = await (await rest.get('/api/sessions')).json()
      const run = await rest.get(`/api/sessions/${id}/prompt`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ parts: [{ type: 'text', text: 'run echo beside' }] }),
      })
      await expect(command(page)).toContainText('echo beside')
      await expect(composer(page)).toBeFocused()
      await keys('e')
      await expect(composer(page)).toHaveValue('half a sente')

      // Answered elsewhere, it goes by itself.
      const [ask] = await (await rest.get('/api/permissions')).json()
      const reply = await rest.get(`/api/permissions/${ask.id}/reply`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reply: 'once' }),
      })
      expect(reply.status).toBe(204)
      await expect(command(page)).toHaveCount(0)
      await run.body?.cancel()
    })
  })

  await test.step('an ask shows what will run, and takes no answer that was not meant', async () => {
    await test.step('what is invisible or changes the order of text is shown, and copied as it is', async () => {
      const made = join(folders.project, 'x')
      const hostile = "echo 'hello\u202e\u2066' # a greeting\u2069 \u2066' ; touch x #"
      await begin(page, `run ${hostile}`)
      const card = command(page)
      await expect(card.getByRole('alert')).toContainText('right-to-left override')
      await expect(card.getByRole('img', { name: /right-to-left override/ })).toBeVisible()
      const area = card.getByRole('group', { name: 'What it would do' })
      const greeting = await leftOf(area, '# a greeting')
      const payload = await leftOf(area, '; touch x #')
      expect(payload.left).toBeGreaterThan(greeting.left)
      await expect.poll(() => copied(app, page, area)).toBe(`${hostile}\n`)
      await button(page, 'Reject').click()
      await expect(card).toHaveCount(0)
      expect(existsSync(made)).toBe(false)
    })

    await test.step('a command says where it runs, and which of its quotes are none', async () => {
      mkdirSync(join(folders.project, 'src'))
      const input = { command: 'echo \u02bahello; touch x #\u02ba', workdir: 'src' }
      await goOn(page, `use bash ${JSON.stringify(input)}`)
      const card = command(page)
      await expect(card.getByRole('group', { name: 'What it is given' })).toContainText(
        'folder: src',
      )
      await expect(card.getByRole('alert')).toContainText('sign that looks like “"”')
      await expect(page.locator('.call-folder').last()).toHaveText('in src')
      await button(page, 'Reject').click()
      await expect(card).toHaveCount(0)
    })

    await test.step('a command whose quotes are a message is marked, and not warned of', async () => {
      const input = { command: 'echo "\u4fee\u590d\u201c\u767b\u5f55\u201d – don\u2019t"' }
      await goOn(page, `use bash ${JSON.stringify(input)}`)
      const card = command(page)
      await expect(card.locator('.look-alike.quiet')).toHaveText(['\u201c', '\u201d', '–'])
      await expect(card.getByRole('alert')).toHaveCount(0)
      await button(page, 'Reject').click()
      await expect(card).toHaveCount(0)
    })

    await test.step('what was clicked when it came is no answer, nor what brings the window back', async () => {
      // As a person who was about to click there when the card came.
      await page.evaluate(() => {
        const clicked = new MutationObserver(() => {
          const [allow] = [...document.querySelectorAll('button')].filter(
            ({ textContent }) => textContent === 'Allow once',
          )
          if (!allow) return
          clicked.disconnect()
          allow.click()
          allow.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))
          document.body.dataset.clicked = 'yes'
        })
        clicked.observe(document.body, { childList: true, subtree: true })
      })
      await goOn(page, 'run echo first | tee too-soon.txt')
      await expect(page.locator('body')).toHaveAttribute('data-clicked', 'yes')
      await expect(button(page, 'Allow once')).toBeEnabled()
      expect(await (await rest.get('/api/permissions')).json()).toHaveLength(1)

      await page.evaluate(() => {
        window.dispatchEvent(new Event('focus'))
        const [allow] = [...document.querySelectorAll('button')].filter(
          ({ textContent }) => textContent === 'Allow once',
        )
        allow?.click()
      })
      await expect(button(page, 'Allow once')).toBeEnabled()
      expect(await (await rest.get('/api/permissions')).json()).toHaveLength(1)

      // What grows below it moves it from under the pointer, and back.
      const isDeaf = await page.evaluate(async () => {
        const card = document.querySelector('.ask')
        const beneath = card?.nextElementSibling
        if (!card || !(beneath instanceof HTMLElement)) throw new Error('Nothing is below the card')
        const [allow] = [...card.querySelectorAll('button')]
        beneath.style.paddingTop = '40px'
        // Before anything could tell that it moved.
        allow?.click()
        beneath.style.paddingTop = ''
        const becomesDeaf = new Promise<boolean>((resolve) => {
          const classes = new MutationObserver(() => {
            if (card.classList.contains('deaf')) resolve(true)
          })
          classes.observe(card, { attributes: true })
        })
        return card.classList.contains('deaf') || becomesDeaf
      })
      expect(isDeaf).toBe(true)
      await expect(button(page, 'Allow once')).toBeEnabled()
      expect(await (await rest.get('/api/permissions')).json()).toHaveLength(1)
      expect(existsSync(join(folders.project, 'too-soon.txt'))).toBe(false)
      await button(page, 'Allow once').click()
      await expect(answer(page)).toContainText('output: first')
    })

    await test.step('it is allowed when its end was in view, however far that is', async () => {
      await goOn(page, `run echo one${'\n'.repeat(61)}echo far | tee far.txt`)
      await expect(command(page)).toContainText('… 60 empty lines …')
      await expect(command(page)).toContainText('62 lines, 60 of them empty')
      const far = command(page).getByRole('group', { name: 'What it would do' })
      await expect
        .poll(() => copied(app, page, far))
        .toBe(`echo one${'\n'.repeat(61)}echo far | tee far.txt\n`)
      await expect(button(page, 'Allow once')).toBeEnabled()
      await button(page, 'Reject').click()
      await expect(command(page)).toHaveCount(0)

      const lines = Array.from({ length: 1_240 }, (_, index) => `line ${index + 1}`)
      await goOn(page, `write long.txt: ${lines.join('\n')}`)
      const diff = command(page).getByRole('region', { name: /What would change/ })
      await expect(diff).toContainText('line 1')
      await expect(command(page)).toContainText('1,240 lines. Scroll to its end to allow it.')
      await expect(button(page, 'Reject')).toBeEnabled()
      await expect(button(page, 'Allow once')).toBeDisabled()
      await button(page, 'Allow once').click({ force: true })
      await diff.focus()
      await page.keyboard.press('End')
      await expect(diff).toContainText('line 1240')
      await expect(button(page, 'Allow once')).toBeEnabled()
      expect(existsSync(join(folders.project, 'long.txt'))).toBe(false)
      // Once seen, it stays so.
      await diff.evaluate((area) => area.scrollTo(0, 0))
      await button(page, 'Allow once').click()
      await expect(answer(page)).toContainText('the tool says')
      expect(readFileSync(join(folders.project, 'long.txt'), 'utf8')).toContain('line 1240')
    })

    await test.step('a question shows what its words hide', async () => {
      await begin(page, 'choose yes, y\u0435s, no\u200b')
      await expect(question(page).getByRole('alert')).toContainText('zero width space')
      await expect(question(page).getByRole('alert')).toContainText('Cyrillic letter')
      await button(page, 'Decline').click()
      await expect(question(page)).toHaveCount(0)
    })

    await test.step('a patch says where it moves a file to, and that the ends of its lines change', async () => {
      writeFileSync(join(folders.project, 'note.sh'), 'one\ntwo\n')
      const lines = ['Update File: note.sh', 'Move to: .git/hooks/pre-commit', 'End Patch']
      const [from, to, end] = lines.map((line) => `*** ${line}`)
      const patchText = ['*** Begin Patch', from, to, '@@', '-one', '+one\r', ' two', end].join(
        '\n',
      )
      const [{ id }] = await (await rest.get('/api/sessions')).json()
      const run = await rest.get(`/api/sessions/${id}/prompt`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          parts: [{ type: 'text', text: `use apply_patch ${JSON.stringify({ patchText })}` }],
          model: { providerID: 'demo', modelID: 'gpt-5' },
        }),
      })
      const card = command(page)
      const names = card.getByRole('group', { name: 'What it is about' })
      await expect(names).toContainText('Moves note.sh')
      await expect(names).toContainText('to .git/hooks/pre-commit')
      await expect(card).toContainText('whether a file is there already')
      await expect(card).toContainText('The ends of lines change')
      await button(page, 'Reject').click()
      await expect(card).toHaveCount(0)
      await run.body?.cancel()
    })
  })
})
