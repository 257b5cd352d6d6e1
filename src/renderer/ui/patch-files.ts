import { listIn, textIn } from './tools/fields'

/** A file of a patch, and what becomes of it. */
export interface PatchedFile {
  /** As the engine tells it (opencode 1.18). */
  readonly type: string
  readonly path: string
  /** Its new path; empty when it stays. */
  readonly to: string
}

/** The files of a patch, as they stand beside its ask and its result; none when it is no patch. */
export const patchedFiles = (metadata: unknown): readonly PatchedFile[] =>
  listIn(metadata, 'files').flatMap((file) => {
    const path = textIn(file, 'filePath')
    if (path === '') return []
    return { type: textIn(file, 'type'), path, to: textIn(file, 'movePath') }
  })

const VERBS: Readonly<Record<string, string>> = {
  add: 'Writes anew',
  delete: 'Removes',
  update: 'Changes',
  move: 'Moves',
}

/**
 * Says what becomes of each file: a line for each and one more for where it goes, each of which begins
 * with a word of ours, so that no name can pass for another one.
 * @param shorten names a file as a person knows it
 * @returns none when each file stays and is changed, so that its name says it
 */
export function fatesOf(
  files: readonly PatchedFile[],
  shorten: (path: string) => string,
): readonly string[] {
  if (files.every(({ type, to }) => type === 'update' && to === '')) return []
  return files.flatMap(({ type, path, to }) => {
    const verb = Object.hasOwn(VERBS, type) ? VERBS[type] : `Does “${type}” to`
    const line = `${verb} ${shorten(path)}`
    return to === '' ? line : [line, `to ${shorten(to)}`]
  })
}

/** Tells whether a file may be there that the patch replaces: the engine (opencode 1.18.33) does not look. */
export const mayReplace = (metadata: unknown): boolean =>
  patchedFiles(metadata).some(({ type, to }) => type === 'add' || to !== '')
