import { textIn } from './fields'

/** The folder that a command runs in, as its call names it; empty when that is the session's. */
export function folderOf(input: unknown, directory: string | undefined): string {
  const folder = textIn(input, 'workdir')
  return ['.', './', directory].includes(folder) ? '' : folder
}
