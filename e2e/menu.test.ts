import { expect, it } from 'vitest'
import { menuTemplate } from '../src/main/desktop/menu'
import { COMMANDS } from '../src/renderer/ui/commands'

it('the menu of the app names commands that the page has', () => {
  const chosen: string[] = []
  for (const isMac of [true, false]) {
    const menu = menuTemplate({ isMac, appName: 'Wheelhouse', choose: (id) => chosen.push(id) })
    for (const { submenu } of menu) {
      if (!Array.isArray(submenu)) continue
      for (const { click } of submenu) click?.({} as never, undefined, {} as never)
    }
  }
  expect(chosen.length).toBeGreaterThan(0)
  expect(chosen.filter((id) => !COMMANDS.some((command) => command.id === id))).toEqual([])
})
