import { describe, expect, it } from 'vitest'
import { COMMANDS } from '.'
import {
  canonicalKeys,
  isCommandPress,
  type KeyPress,
  matchesKeys,
  parseKeys,
  showKeys,
} from './keys'

const press = (key: string, more: Partial<KeyPress> & { altGraph?: boolean } = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
  keyCode: 0,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  defaultPrevented: false,
  getModifierState: (name) => name === 'AltGraph' && more.altGraph === true,
  ...more,
})
const is = (keys: string, event: KeyPress, isMac = false) =>
  matchesKeys(parseKeys(keys), event, isMac)

describe('keys', () => {
  it('take Ctrl for Mod, and Cmd on a Mac', () => {
    expect(is('Mod+K', press('k', { ctrlKey: true }))).toBe(true)
    expect(is('Mod+K', press('k', { metaKey: true }), true)).toBe(true)
    expect(is('Mod+K', press('k', { metaKey: true }))).toBe(false)
    expect(is('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false)
  })

  it('want exactly the modifiers that they name', () => {
    expect(is('Mod+K', press('K', { ctrlKey: true, shiftKey: true }))).toBe(false)
    expect(is('Mod+K', press('k', { ctrlKey: true, altKey: true }))).toBe(false)
    expect(is('Mod+Shift+P', press('P', { ctrlKey: true, shiftKey: true }))).toBe(true)
    expect(is('K', press('k', { ctrlKey: true }))).toBe(false)
  })

  it('find a letter by its place where the layout writes another alphabet', () => {
    expect(is('Mod+K', press('л', { ctrlKey: true, code: 'KeyK' }))).toBe(true)
    expect(is('Mod+K', press('t', { ctrlKey: true, code: 'KeyK' }))).toBe(false)
    expect(is('Alt+P', press('π', { altKey: true, code: 'KeyP' }), true)).toBe(true)
  })

  it('find a symbol however it is written', () => {
    expect(is('?', press('?', { shiftKey: true }))).toBe(true)
    expect(is('Mod+/', press('/', { ctrlKey: true, shiftKey: true }))).toBe(true)
    expect(is('Mod+Plus', press('=', { ctrlKey: true }))).toBe(true)
    expect(is('Mod+Plus', press('+', { ctrlKey: true, shiftKey: true }))).toBe(true)
    expect(is('Mod+Minus', press('-', { ctrlKey: true }))).toBe(true)
  })

  it('leave alone who writes with AltGr', () => {
    const event = press('k', { ctrlKey: true, altKey: true, altGraph: true })
    expect(is('Ctrl+Alt+K', event)).toBe(false)
    expect(is('Ctrl+Alt+K', press('k', { ctrlKey: true, altKey: true }))).toBe(true)
  })

  it.each(['', 'Mod+', 'Mod+Shift', 'Hyper+K', 'Mod++'])('refuse %j', (keys) => {
    expect(() => parseKeys(keys)).toThrow('names no keys')
  })

  it('are shown as their system shows them', () => {
    expect(showKeys('Mod+Shift+P', false)).toEqual(['Ctrl', 'Shift', 'P'])
    expect(showKeys('Mod+Shift+P', true)).toEqual(['⇧', '⌘', 'P'])
    expect(showKeys('Alt+ArrowUp', false)).toEqual(['Alt', '↑'])
    expect(showKeys('Mod+Plus', false)).toEqual(['Ctrl', '+'])
    expect(showKeys('Mod+PageUp', false)).toEqual(['Ctrl', 'Page Up'])
  })
})

describe('a key press', () => {
  it('is a command where nobody writes', () => {
    expect(isCommandPress(press('?'), false, false)).toBe(true)
  })

  it('is text where somebody does, unless a modifier says otherwise', () => {
    expect(isCommandPress(press('?'), true, false)).toBe(false)
    expect(isCommandPress(press('K', { shiftKey: true }), true, false)).toBe(false)
    expect(isCommandPress(press('k', { ctrlKey: true }), true, false)).toBe(true)
    expect(isCommandPress(press('ArrowUp', { altKey: true }), true, false)).toBe(true)
    expect(isCommandPress(press('ArrowUp', { altKey: true }), true, true)).toBe(false)
    expect(isCommandPress(press('F1'), true, false)).toBe(true)
  })

  it.each<Partial<KeyPress>>([
    { isComposing: true },
    { keyCode: 229 },
    { defaultPrevented: true },
    { repeat: true },
  ])('is none with %o', (more) => {
    expect(isCommandPress(press('k', { ctrlKey: true, ...more }), false, false)).toBe(false)
  })
})

// What the menu of the app, or every text field, does with them.
const RESERVED = ['Mod+C', 'Mod+V', 'Mod+X', 'Mod+A', 'Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+Q']

describe.each([true, false])('the commands (Mac: %s)', (isMac) => {
  it('have each an id and keys of their own', () => {
    const ids = COMMANDS.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    const all = COMMANDS.flatMap(({ keys = [] }) => keys.map((it) => canonicalKeys(it, isMac)))
    expect(all).toEqual([...new Set(all)])
  })

  it('take no keys from the system', () => {
    const reserved = RESERVED.map((it) => canonicalKeys(it, isMac))
    const all = COMMANDS.flatMap(({ keys = [] }) => keys.map((it) => canonicalKeys(it, isMac)))
    expect(all.filter((it) => reserved.includes(it))).toEqual([])
  })
})
