import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { button, engineLine, send, transcript, words } from '../../window'
import type { Act, Scene, Stage } from '../scene'

const idle = ({ page }: Stage) => expect(button(page, 'Stop')).toHaveCount(0)
const field = ({ page }: Stage) => page.getByRole('textbox', { name: 'Message' })
const dismiss = ({ page }: Stage) => page.keyboard.press('Escape')

/** Says it, and waits until the agent is done. */
async function say(stage: Stage, text: string): Promise<void> {
  await send(stage.page, text)
  await expect(button(stage.page, 'Stop')).toHaveCount(1)
  await idle(stage)
}

const panel = (name: string, title: string, key: string, more?: Scene['play']): Scene => ({
  name,
  play: async (stage) => {
    await stage.page.keyboard.press(`ControlOrMeta+Shift+${key}`)
    await expect(stage.page.getByRole('region', { name: title })).toBeVisible()
    await more?.(stage)
  },
})

const HELM = `/** Turns the wheel by so many degrees. */
export function steer(degrees: number): number {
  const limit = 35
  return Math.max(-limit, Math.min(limit, degrees))
}
`

/** A project under git, so that the engine sees what changes. */
export function prepareRepository(project: string): void {
  mkdirSync(join(project, 'src'))
  writeFileSync(join(project, 'src', 'helm.ts'), HELM)
  writeFileSync(join(project, 'README.md'), '# Steering\n\nKeeps the ship on its course.\n')
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...words], { cwd: project })
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'Begin')
}

export const workActs: readonly Act[] = [
  {
    name: 'work',
    prepare: ({ project }) => prepareRepository(project),
    begin: async (stage) => {
      await expect(engineLine(stage.page)).toContainText('ready')
      await say(stage, 'think about how far a rudder should turn')
      await say(stage, 'edit src/helm.ts: const limit = 35 => const limit = 40')
      await say(stage, 'write src/log.ts: export const log = (line: string) => console.log(line)')
      await say(stage, 'todo Read the code, Raise the limit, Write a test')
      await say(stage, 'delegate run ls src')
      await say(stage, 'run printf "\\033[32m✓ 12 passed\\033[0m, \\033[31m1 failed\\033[0m\\n"')
    },
    scenes: [
      { name: 'work', play: idle },
      {
        name: 'work-open-cards',
        play: async ({ page }) => {
          const calls = transcript(page).locator('details.call:not([open]) > summary')
          for (const call of (await calls.all()).slice(-3).reverse()) await call.click()
        },
      },
      panel('panel-changes', 'Changes', 'G', ({ page }) =>
        expect(page.getByRole('region', { name: 'Changes' })).toContainText('const limit = 40'),
      ),
      panel('panel-todos', 'To-dos', 'L'),
      panel('panel-context', 'Context', 'U'),
      panel('panel-events', 'Events', 'O', (stage) => say(stage, 'say the stream is seen here')),
      {
        name: 'find',
        play: async ({ page }) => {
          await page.keyboard.press('ControlOrMeta+Shift+B')
          await page.keyboard.press('ControlOrMeta+F')
          await page.keyboard.type('helm')
          await expect(page.getByRole('search', { name: 'Find in session' })).toContainText(' of ')
        },
        leave: dismiss,
      },
      {
        name: 'session-menu',
        play: async ({ page }) => {
          await button(page, 'Session actions').click()
          await expect(page.getByRole('menu')).toBeVisible()
        },
        leave: dismiss,
      },
      {
        name: 'composer-mention',
        play: async (stage) => {
          await field(stage).fill('Look at ')
          await field(stage).pressSequentially('@hel')
          await expect(stage.page.getByRole('option', { name: /helm\.ts/ })).toBeVisible()
        },
        leave: dismiss,
      },
      {
        name: 'composer-command',
        play: async (stage) => {
          await field(stage).fill('')
          await field(stage).pressSequentially('/')
          await expect(stage.page.getByRole('option').first()).toBeVisible()
        },
        leave: dismiss,
      },
      {
        name: 'composer-model',
        play: async (stage) => {
          await field(stage).fill('')
          await stage.page.getByRole('combobox', { name: /^Model:/ }).click()
          await expect(stage.page.getByRole('option').first()).toBeVisible()
        },
        leave: dismiss,
      },
      {
        name: 'composer-queue',
        play: async (stage) => {
          await send(stage.page, 'count to 2000')
          await expect(words(stage.page)).toContainText('3')
          for (const text of ['Then say what you found', 'And write it down']) {
            await field(stage).fill(text)
            await field(stage).press('Enter')
          }
          await field(stage).fill('!git status')
          await expect(stage.page.getByRole('region', { name: 'Queued messages' })).toBeVisible()
        },
        leave: async (stage) => {
          await button(stage.page, 'Stop').click()
          await idle(stage)
        },
      },
      {
        name: 'undone',
        play: async ({ page }) => {
          const said = transcript(page).getByRole('article', { name: 'You' }).last()
          await said.hover()
          await said.getByRole('button', { name: 'Undo to here' }).click()
          await expect(page.getByRole('button', { name: /Redo/ })).toBeVisible()
        },
      },
      {
        name: 'redo-question',
        play: async ({ page, folders }) => {
          const said = transcript(page).getByRole('article', { name: 'You' }).nth(1)
          await said.hover()
          await said.getByRole('button', { name: 'Undo to here' }).click()
          await expect(page.getByRole('region', { name: 'Undone messages' })).toContainText(
            '2 files',
          )
          writeFileSync(join(folders.project, 'src', 'helm.ts'), HELM.replace('35', '30'))
          writeFileSync(join(folders.project, 'src', 'log.ts'), 'export const log = console.log\n')
          await button(page, 'Redo').click()
          await expect(page.getByRole('alertdialog')).toBeVisible()
        },
        leave: async ({ page }) => {
          await button(page, 'Redo anyway').click()
          await expect(page.getByRole('region', { name: 'Undone messages' })).toHaveCount(0)
        },
      },
      {
        name: 'replaced-files',
        play: async ({ page }) => {
          await button(page, 'Session actions').click()
          await page.getByRole('menuitem', { name: 'Replaced files…' }).click()
          await expect(page.getByRole('button', { name: 'Put back' }).first()).toBeVisible()
        },
        leave: dismiss,
      },
    ],
  },
]
