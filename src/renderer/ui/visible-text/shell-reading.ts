import { SIGN_CLASS, signsInCommand, twinOfSign } from './look-alike-signs'
import type { Manner } from './reveal-text'

/** How a shell reads a command. */
interface Reading {
  /** 1 for each character that it acts upon; 0 in quotes, comments and texts that it hands on. */
  readonly acts: Uint8Array
  /** Whether a quote is never closed. */
  readonly isOpen: boolean
}

type Frame =
  /** What runs, up to the bracket or the backtick that closes it. */
  | { readonly kind: 'code'; readonly close: ')' | '`' | '' }
  | { readonly kind: 'quoted' }
  /** Handed on as it is, up to a line that is just its end. */
  | {
      readonly kind: 'text'
      readonly end: string
      readonly isRaw: boolean
      readonly isIndented: boolean
    }

const HERE_TEXT = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|(\\?)([^\s;|&<>()'"`\\]+))/y
const BEFORE_WORD = /[\s;|&()<>`]/

/** Reads a command as the shells of POSIX do, in one pass. */
function read(command: string): Reading {
  const acts = new Uint8Array(command.length)
  const frames: Frame[] = [{ kind: 'code', close: '' }]
  let texts: Frame[] = []
  let isOpen = false
  let at = 0
  const until = (sign: string, from: number) => {
    const end = command.indexOf(sign, from)
    return end < 0 ? command.length : end
  }
  /** Goes on within what is put in, or after it. */
  const substitute = () => {
    const frame = frames.at(-1)
    if (frame?.kind === 'code' && frame.close === '`') frames.pop()
    else frames.push({ kind: 'code', close: '`' })
  }
  while (at < command.length) {
    const frame = frames.at(-1) ?? { kind: 'code', close: '' }
    const sign = command.charAt(at)
    if (frame.kind === 'text' && (at === 0 || command.charAt(at - 1) === '\n')) {
      const end = until('\n', at)
      const line = command.slice(at, end)
      const isEnd = (frame.isIndented ? line.replace(/^\t+/, '') : line) === frame.end
      if (isEnd) frames.pop()
      if (isEnd || frame.isRaw) {
        if (isEnd) acts[end] = 1
        at = end + 1
        continue
      }
    }
    if (frame.kind !== 'code' && !'\\$`"'.includes(sign)) {
      at += 1
      continue
    }
    if (sign === '\\') {
      acts[at] = 1
      at += 2
      continue
    }
    if (sign === '`') substitute()
    else if (sign === '$' && command.charAt(at + 1) === '(') {
      acts[at] = 1
      at += 1
      frames.push({ kind: 'code', close: ')' })
    } else if (sign === '"' && frame.kind !== 'text') {
      if (frame.kind === 'quoted') frames.pop()
      else frames.push({ kind: 'quoted' })
    } else if (frame.kind === 'code') {
      if (sign === "'") {
        const isAnsi = command.charAt(at - 1) === '$'
        let end = until("'", at + 1)
        while (isAnsi && end < command.length && isEscaped(command, end, at))
          end = until("'", end + 1)
        isOpen ||= end === command.length
        at = end + 1
        continue
      }
      if (sign === '#' && (at === 0 || BEFORE_WORD.test(command.charAt(at - 1)))) {
        acts[at] = 1
        at = until('\n', at)
        continue
      }
      if (sign === '(') frames.push({ kind: 'code', close: ')' })
      else if (sign === ')' && frame.close === ')') frames.pop()
      else if (sign === '<' && command.startsWith('<<', at)) {
        HERE_TEXT.lastIndex = at
        const isWord = command.charAt(at + 2) === '<'
        const found = isWord ? null : HERE_TEXT.exec(command)
        const length = found?.[0].length ?? (isWord ? 3 : 2)
        if (found) texts.push(textFrame(found))
        acts.fill(1, at, at + length)
        at += length
        continue
      } else if (sign === '\n' && texts.length > 0) {
        frames.push(...texts.reverse())
        texts = []
      }
    }
    acts[at] = 1
    at += 1
  }
  return { acts, isOpen: isOpen || frames.some(({ kind }) => kind === 'quoted') }
}

function textFrame([, dash, single, double, slash, bare]: RegExpExecArray): Frame {
  const quoted = single ?? double
  const isRaw = quoted !== undefined || slash !== ''
  return { kind: 'text', end: quoted ?? bare ?? '', isRaw, isIndented: dash === '-' }
}

/** Whether there is an odd number of backslashes before it, not counting from further back than `from`. */
function isEscaped(command: string, at: number, from: number): boolean {
  let first = at
  while (first - 1 > from && command.charAt(first - 1) === '\\') first -= 1
  return (at - first) % 2 === 1
}

const SIGN = new RegExp(`[${SIGN_CLASS}]`, 'u')
const SIGNS = new RegExp(`[${SIGN_CLASS}]`, 'gu')
// What makes a difference where it is not quoted.
const DOES_SOMETHING = /[;|&<>$`()#\\\n*]/
// What is quoted beside these is a command again.
const OTHER_SHELL = /(?<![\w.-])(?:ba|da|z|k|a|c|tc|fi)?sh(?![\w.-])/
const HANDS_ON = /\s-[a-z]{0,9}c\b|<<|\|/
const isApostrophe = (text: string, at: number) =>
  /\p{L}/u.test(text.charAt(at - 1)) && /\p{L}/u.test(text.charAt(at + 1))

/** Whether a text of the command may be for another shell: one line of it names both it and a way to it. */
const isHandedOn = (command: string) =>
  /\b(?:eval|ssh)\s/.test(command) ||
  command.split('\n').some((line) => OTHER_SHELL.test(line) && HANDS_ON.test(line))

/** The command as it looks: each sign as the one of ASCII that it looks like. */
const asItLooks = (command: string, hasApostrophes: boolean) =>
  command.replace(SIGNS, (source, at: number) => {
    const twin = twinOfSign(source)
    // One for one, so that both readings have the same places.
    if (twin.length !== source.length) return source
    return hasApostrophes && twin === "'" && isApostrophe(command, at) ? source : twin
  })

/**
 * Tells whether a command may be taken for another one than its shell runs: a sign that looks like
 * one of the shell's stands where the shell would read it, or something runs that looks quoted or like
 * a comment. In quotes, comments and texts for programs people write whatever they write; in those for
 * another shell they do not.
 */
export function looksOtherwise(command: string): boolean {
  if (!SIGN.test(command)) return false
  const { acts, isOpen } = read(command)
  const handsOn = isHandedOn(command)
  for (const { at } of signsInCommand(command)) if (handsOn || acts[at] === 1) return true
  const looks = read(asItLooks(command, false))
  // Who reads “don’t” in quotes sees no quote that nothing closes, but an apostrophe.
  const seen = looks.isOpen && !isOpen ? read(asItLooks(command, true)) : looks
  return acts.some(
    (isRun, at) => isRun === 1 && seen.acts[at] === 0 && DOES_SOMETHING.test(command.charAt(at)),
  )
}

/** How a command is shown: each sign counts where it may be taken for another command. */
export const mannerOf = (command: string): Manner => (looksOtherwise(command) ? 'command' : 'code')
