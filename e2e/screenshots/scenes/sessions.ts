import { expect } from 'playwright/test'
import { answer, button, engineLine, send } from '../../window'
import type { Act, Stage } from '../scene'

export const idle = ({ page }: Stage) => expect(button(page, 'Stop')).toHaveCount(0)

const ready = async ({ page }: Stage) => {
  await expect(engineLine(page)).toContainText('ready')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

/** Sessions that a project would have. */
export async function prepare(stage: Stage): Promise<void> {
  await ready(stage)
  const titles = [
    'Fix the flaky login test',
    'Explain how the event stream reconnects after the machine has slept for a whole night',
    'Rename Helm to Wheelhouse',
    'Why is the build slow?',
    'Add a dark theme',
  ]
  for (const title of titles) {
    await stage.rest().get('/api/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title }),
    })
  }
  await expect(stage.page.getByText('Add a dark theme')).toBeVisible()
}

export const sessionActs: readonly Act[] = [
  {
    name: 'sessions',
    begin: ready,
    scenes: [{ name: 'start-empty', play: ready }],
  },
  {
    name: 'transcript',
    begin: prepare,
    scenes: [
      { name: 'start', play: ready },
      {
        name: 'session-empty',
        play: async ({ page }) => {
          await page.getByRole('button', { name: /Why is the build slow/ }).click()
          await expect(page.getByText('Nothing said yet')).toBeVisible()
        },
      },
      {
        name: 'transcript-markdown',
        play: async (stage) => {
          await send(stage.page, 'markdown')
          await expect(answer(stage.page)).toBeVisible()
          await idle(stage)
        },
      },
      {
        name: 'transcript-tools',
        play: async (stage) => {
          await send(stage.page, 'write notes.txt: One thought a line.')
          await idle(stage)
          await send(stage.page, 'run ls -la')
          await idle(stage)
          await send(stage.page, 'say All of it is in notes.txt.')
          await expect(answer(stage.page)).toContainText('All of it')
          await idle(stage)
        },
      },
      {
        name: 'transcript-failure',
        play: async (stage) => {
          await send(stage.page, 'fail')
          await expect(stage.page.getByRole('alert').first()).toBeVisible()
        },
      },
    ],
  },
]
