/** A combination of keys, as `Mod+Shift+P` names it. */
export interface Chord {
  /** Cmd on macOS, Ctrl elsewhere. */
  readonly mod: boolean
  readonly ctrl: boolean
  readonly shift: boolean
  readonly alt: boolean
  /** As `KeyboardEvent.key` says it, letters in lower case: `p`, `/`, `arrowup`. */
  readonly key: string
}

/** What is read of a keyboard event. */
export type KeyPress = Pick<
  KeyboardEvent,
  | 'key'
  | 'code'
  | 'keyCode'
  | 'ctrlKey'
  | 'metaKey'
  | 'shiftKey'
  | 'altKey'
  | 'repeat'
  | 'isComposing'
  | 'defaultPrevented'
  | 'getModifierState'
>

/** Keys that would be misread if they were written as themselves. */
const NAMED: Readonly<Record<string, string>> = {
  plus: '+',
  minus: '-',
  comma: ',',
  space: ' ',
  esc: 'escape',
}
/** What stands on one key, shifted or not, on one layout or another. */
const SAME_KEY: Readonly<Record<string, readonly string[]>> = { '+': ['+', '='], '-': ['-', '_'] }

const MODIFIERS = new Set(['mod', 'ctrl', 'shift', 'alt'])

/**
 * Reads what a command names: `Mod+K`, `Alt+ArrowUp`, `?`.
 * @throws for what names no key
 */
export function parseKeys(keys: string): Chord {
  const words = keys.toLowerCase().split('+')
  const name = words.pop() ?? ''
  const key = NAMED[name] ?? name
  const unknown = words.find((word) => !MODIFIERS.has(word))
  if (key === '' || MODIFIERS.has(key) || unknown !== undefined) {
    throw new Error(`"${keys}" names no keys. Write them as in Mod+Shift+P; the + key is Plus.`)
  }
  const has = (word: string) => words.includes(word)
  return { mod: has('mod'), ctrl: has('ctrl'), shift: has('shift'), alt: has('alt'), key }
}

/** One text for whatever is the same combination on that system: for finding duplicates. */
export function canonicalKeys(keys: string, isMac: boolean): string {
  const { mod, ctrl, shift, alt, key } = parseKeys(keys)
  const parts = [
    (ctrl || (mod && !isMac)) && 'ctrl',
    mod && isMac && 'meta',
    alt && 'alt',
    shift && !isSymbol(key) && 'shift',
    key,
  ]
  return parts.filter(Boolean).join('+')
}

/**
 * Whether an event is this combination. Letters and digits go by what the layout writes, and on one
 * that writes none of ours (Cyrillic, Greek) by the place of the key; symbols go by what is written,
 * however many fingers that takes.
 */
export function matchesKeys(chord: Chord, press: KeyPress, isMac: boolean): boolean {
  const wantsCtrl = chord.ctrl || (chord.mod && !isMac)
  const wantsMeta = chord.mod && isMac
  // AltGr is Ctrl and Alt to Windows; whoever presses it writes.
  const writes = press.getModifierState('AltGraph')
  const isSame = keyOf(press, chord.key)
  const shiftCounts = !isSymbol(chord.key)
  return (
    isSame &&
    !writes &&
    press.ctrlKey === wantsCtrl &&
    press.metaKey === wantsMeta &&
    press.altKey === chord.alt &&
    (!shiftCounts || press.shiftKey === chord.shift)
  )
}

function keyOf({ key: pressed, code }: KeyPress, wanted: string): boolean {
  const key = pressed.toLowerCase()
  if (key === wanted || SAME_KEY[wanted]?.includes(key)) return true
  // A dead key, or a letter of another alphabet; Option on a Mac writes symbols too.
  const isForeign = key === 'dead' || (key.length === 1 && key > '\u007f')
  const place = /^(?:Key|Digit)([A-Z\d])$/.exec(code)?.[1]
  return isForeign && place?.toLowerCase() === wanted
}

const isSymbol = (key: string): boolean => key.length === 1 && !/[a-z\d ]/.test(key)

/**
 * Whether a key press may be a command at all, wherever its target is.
 * @param isText whether what has the focus takes text
 */
export function isCommandPress(press: KeyPress, isText: boolean, isMac: boolean): boolean {
  // 229 is what keys are while an input method composes, in engines that end it too early.
  const isComposing = press.isComposing || press.keyCode === 229
  if (press.defaultPrevented || isComposing || press.repeat) return false
  if (!isText) return true
  // Option writes symbols and moves by words on a Mac.
  const isBesideText = press.ctrlKey || press.metaKey || (press.altKey && !isMac)
  return isBesideText || /^F\d{1,2}$/.test(press.key)
}

const MAC_NAMES: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  enter: '↩',
  escape: 'Esc',
  ' ': 'Space',
  backspace: '⌫',
  delete: '⌦',
  pageup: '⇞',
  pagedown: '⇟',
  '-': '−',
}
const NAMES: Readonly<Record<string, string>> = {
  ...MAC_NAMES,
  enter: 'Enter',
  backspace: 'Backspace',
  delete: 'Delete',
  pageup: 'Page Up',
  pagedown: 'Page Down',
}

/** How a combination is shown: one text for each key. */
export function showKeys(keys: string, isMac: boolean): string[] {
  const { mod, ctrl, shift, alt, key } = parseKeys(keys)
  const name = (isMac ? MAC_NAMES : NAMES)[key]
  const last = name ?? (key.length === 1 ? key.toUpperCase() : capital(key))
  const before = isMac
    ? [ctrl && '⌃', alt && '⌥', shift && '⇧', mod && '⌘']
    : [(ctrl || mod) && 'Ctrl', alt && 'Alt', shift && 'Shift']
  return [...before.filter((it) => it !== false), last]
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** Whether the page runs on a Mac. */
export const isMacPlatform = (): boolean =>
  window.wheelhouse ? window.wheelhouse.platform === 'darwin' : /^(Mac|iP)/.test(navigator.platform)
