import type { PermissionRequest } from '../../shared/engine-types'
import { mayReplace } from './patch-files'
import { fieldsText, textIn } from './tools/fields'

/**
 * Says which tool is called, and with what, where the ask does not say the same.
 * @param asked the fields of the ask
 */
export function callText(
  input: Record<string, unknown> | undefined,
  tool: string | undefined,
  asked: Record<string, unknown> = {},
): string {
  return joined(
    tool === undefined ? '' : fieldsText({ tool }),
    input === undefined ? '' : fieldsText(withoutSame(input, asked)),
  )
}

/** Texts one below the other, without those that say nothing. */
export const joined = (...texts: readonly string[]): string => texts.filter(Boolean).join('\n')

/** The fields that say something else than others; the same object where all do, as there may be very many. */
function withoutSame(fields: Record<string, unknown>, others: Record<string, unknown>) {
  const same = Object.keys(others).filter((name) => fields[name] === others[name])
  if (same.length === 0) return fields
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !same.includes(name)))
}

/** The input without a command that is shown by itself, and without what the agent says of it. */
export function withoutShown(input: Record<string, unknown> | undefined, target: string) {
  if (target === '' || input?.command !== target) return input
  const { command, description, ...rest } = input
  return rest
}

/** Says that something is not known. */
export const notSaid = (what: string) => `The engine does not say ${what}.`
const BYTE_ORDER_MARK = /^\ufeff|\n\+\ufeff/

/**
 * Says what is not known of an ask, and what its diff does not show: a sentence each.
 * @param unsaid what only the call says
 */
export function notesOn(
  { permission, metadata }: PermissionRequest,
  unsaid: string | undefined,
  input: Record<string, unknown> | undefined,
): readonly string[] {
  const notes: string[] = []
  if (unsaid !== undefined && input === undefined) notes.push(notSaid(unsaid))
  if (permission !== 'edit') return notes
  if (textIn(metadata, 'diff') === '') notes.push(notSaid('what would change'))
  if (mayReplace(metadata)) {
    notes.push(notSaid('whether a file is there already, which would be replaced'))
  }
  const written = ['content', 'newString', 'patchText'].map((name) => textIn(input, name))
  if (written.some((it) => BYTE_ORDER_MARK.test(it))) {
    notes.push(
      'What is written begins with a byte order mark (U+FEFF), which the diff does not show.',
    )
  }
  return notes
}
