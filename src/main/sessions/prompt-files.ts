import { realpath, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AppError, invalidField } from '../../shared/errors'
import type { OperationInput } from '../../shared/operations'
import { isWithin, readWithin, requireWithin } from '../open-within'
import { orRefuse } from './project-file'

type Part = OperationInput<'sessions.prompt'>['parts'][number]
type FilePart = Extract<Part, { type: 'file' }>

/** An image or a PDF above this is not sent, in bytes. */
const LIMIT = 20 * 1024 * 1024

/**
 * Puts the address of each file into its one form, as the engine reads it: a blank before it, or a
 * line break within, is no part of an address.
 * @throws AppError `invalid_input` for one that is neither `data:` nor `file:`
 */
export const withAddresses = <P extends Part>(parts: readonly P[]): P[] =>
  parts.map((part, index) =>
    part.type === 'file' ? { ...part, url: addressOf(part.url, `parts.${index}.url`) } : part,
  )

/** Whether any part, with its address in its one form, names a file on the disk. */
export const namesFiles = (parts: readonly Part[]): boolean => parts.some(isNamed)

/**
 * Looks at the files that a message names, before the engine does. It opens what it is told by its
 * name, follows links to anywhere, and waits for a pipe for ever, without a word (opencode 1.18.33).
 * What it would hand to the model as it is we read ourselves and hand over; of text it makes a call
 * of its own reading tool, with numbered lines and the instructions of the folders on the way, so
 * that it is left to read that itself. Between this look and that reading the file can be swapped,
 * so nothing should come between this and the call.
 * @param directory of the session
 * @param parts with their addresses in their one form
 * @throws AppError that names the part: `invalid_input` for what is no file of the project,
 *   `not_found`, `too_large`
 */
export async function checkFiles<P extends Part>(
  directory: string,
  parts: readonly P[],
): Promise<P[]> {
  const checked: P[] = []
  for (const [index, part] of parts.entries()) {
    checked.push(isNamed(part) ? { ...part, url: await checkedUrl(directory, part, index) } : part)
  }
  return checked
}

// What is not in its one form is looked at too, and then refused for what it is.
const isNamed = <P extends Part>(part: P): part is P & FilePart =>
  part.type === 'file' && !part.url.startsWith('data:')

function addressOf(url: string, field: string): string {
  // Nothing in it can be misread any more, and to parse megabytes of it takes long.
  if (/^data:(?!\/)/.test(url)) return url
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address?.protocol === 'data:' || address?.protocol === 'file:') return address.href
  throw invalidField(field, 'must be an address that begins with data: or file:')
}

async function checkedUrl(directory: string, part: FilePart, index: number): Promise<string> {
  const field = `parts.${index}.url`
  const file = pathOf(part.url, field)
  if (part.mime === 'application/x-directory') {
    await requireFolder(directory, file, field)
    return part.url
  }
  const name = part.filename ?? file
  const named = { name, field, limit: LIMIT }
  if (part.mime === 'text/plain') {
    await orRefuse(requireWithin(directory, file), named)
    return part.url
  }
  const { content } = await orRefuse(readWithin(directory, file, LIMIT), named)
  return `data:${part.mime};base64,${content.toString('base64')}`
}

function pathOf(url: string, field: string): string {
  try {
    // The lines that are meant are in the query.
    const { href } = Object.assign(new URL(url), { search: '', hash: '' })
    const path = fileURLToPath(href)
    if (!path.includes('\0')) return path
  } catch {
    // Another machine, or an encoded slash.
  }
  throw invalidField(field, 'is no address of a file on this machine')
}

async function requireFolder(directory: string, folder: string, field: string): Promise<void> {
  try {
    const [root, real] = [await realpath(directory), await realpath(folder)]
    if (!isWithin(root, real)) throw invalidField(field, 'leads out of the directory')
    if (!(await stat(real)).isDirectory()) throw invalidField(field, 'is not a directory')
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('not_found', `There is no folder ${folder} that can be read.`, { cause })
  }
}
