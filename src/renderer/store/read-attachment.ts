import type { Attachment } from './drafts'

/** How many files go with one message. */
export const MOST_ATTACHMENTS = 20
/** How much they hold together, in bytes: a message of 32 MiB is the most that is taken, and
 * base64 makes a third more of them. */
export const ATTACHED_BYTES = 20 * 1024 * 1024

const AS_IT_IS = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf'])

/** What is used of a `File`. */
export type FileLike = Pick<File, 'name' | 'type' | 'size' | 'arrayBuffer'>

/** What came of files that were to be attached. */
export interface ReadFiles {
  readonly attachments: readonly Attachment[]
  /** Why the others were not: sentences. */
  readonly refused: readonly string[]
}

/**
 * Reads files to be attached. It does not fail: what cannot be attached is told.
 * @param before what is attached already, which counts
 */
export async function readAttachments(
  files: readonly FileLike[],
  before: readonly Attachment[],
): Promise<ReadFiles> {
  const attachments: Attachment[] = []
  const refused: string[] = []
  let bytes = before.reduce((sum, { size }) => sum + size, 0)
  const free = Math.max(0, MOST_ATTACHMENTS - before.length)
  if (files.length > free) {
    const count = files.length - free
    refused.push(
      `${count === 1 ? 'One file was' : `${count} files were`} left out: a message takes ${MOST_ATTACHMENTS}. Send the rest with the next.`,
    )
  }
  for (const file of files.slice(0, free)) {
    const name = file.name || 'Pasted file'
    if (file.size === 0) {
      refused.push(`${name} is empty, and was not attached.`)
    } else if (bytes + file.size > ATTACHED_BYTES) {
      refused.push(
        `${name} was not attached: files of a message may hold ${formatBytes(ATTACHED_BYTES)} together, and it has ${formatBytes(file.size)}.`,
      )
    } else {
      const attachment = await read(file, name)
      if (typeof attachment === 'string') refused.push(attachment)
      else {
        attachments.push(attachment)
        bytes += file.size
      }
    }
  }
  return { attachments, refused }
}

/** @returns the attachment, or why there is none */
async function read(file: FileLike, name: string): Promise<Attachment | string> {
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await file.arrayBuffer())
  } catch {
    return `${name} could not be read. Look whether it is still there, and try again.`
  }
  const mime = AS_IT_IS.has(file.type) ? file.type : 'text/plain'
  if (mime === 'text/plain' && !isText(bytes)) {
    return `${name} was not attached: it is neither an image, nor a PDF, nor text.`
  }
  const url = `data:${mime};base64,${toBase64(bytes)}`
  // Its content is kept under that name, also beside those of other starts.
  return { id: crypto.randomUUID(), name, mime, size: file.size, url }
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** So many characters as a call takes arguments. */
const SLICE = 0x8000

function toBase64(bytes: Uint8Array): string {
  const slices: string[] = []
  for (let at = 0; at < bytes.length; at += SLICE) {
    slices.push(String.fromCharCode(...bytes.subarray(at, at + SLICE)))
  }
  return btoa(slices.join(''))
}

/** A size for people: `12 KB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  const mega = bytes / (1024 * 1024)
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)} MB`
}
