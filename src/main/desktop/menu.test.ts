import type { MenuItemConstructorOptions as Item } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { menuTemplate } from './menu'

const all = (items: readonly Item[]): Item[] =>
  items.flatMap((it) => [it, ...(Array.isArray(it.submenu) ? all(it.submenu) : [])])

describe.each([true, false])('the menu of the app (Mac: %s)', (isMac) => {
  const choose = vi.fn()
  const items = all(menuTemplate({ isMac, appName: 'Wheelhouse', choose }))

  it('leaves the keys of the page’s commands to the page', () => {
    const chosen = items.filter(({ click }) => click)
    expect(chosen.length).toBeGreaterThan(0)
    for (const { registerAccelerator } of chosen) expect(registerAccelerator).toBe(false)
  })

  it('names a command when its item is chosen', () => {
    const item = items.find(({ label }) => label === 'Settings…')
    item?.click?.({} as never, undefined, {} as never)
    expect(choose).toHaveBeenCalledWith('settings.open')
  })

  it('has what the system gives: editing, windows, about, quitting', () => {
    const roles = items.flatMap(({ role }) => role ?? [])
    expect(roles).toEqual(
      expect.arrayContaining([
        'editMenu',
        'windowMenu',
        'about',
        'quit',
        'close',
        'toggleDevTools',
      ]),
    )
  })

  it('has no zoom of its own beside the size of the text', () => {
    const roles = items.flatMap(({ role }) => role ?? [])
    expect(roles).not.toContain('viewMenu')
    expect(roles.filter((role) => /zoom(in|out)/i.test(role))).toEqual([])
  })
})
