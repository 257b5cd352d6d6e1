import type { OperationInput } from '../../shared/operations'
import type { Attachment, Draft, Mention } from './drafts'

type PromptPart = OperationInput<'sessions.prompt'>['parts'][number]
type FilePart = Extract<PromptPart, { type: 'file' }>
type MentionPart = Exclude<PromptPart, { type: 'text' }>

/** Types that are handed to the model as they are. Anything else the engine reads as text. */
const MIME_OF_ENDING: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
}

/** The type of a file of the project, by its name. */
export function mimeOfPath(path: string): string {
  if (path.endsWith('/')) return 'application/x-directory'
  return MIME_OF_ENDING[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'text/plain'
}

/** The address of a file of a directory, of any system. */
export function fileUrl(directory: string, path: string): string {
  // Where a path begins with a slash a backslash is a character of a name.
  const slashed = directory.startsWith('/') ? directory : directory.replaceAll('\\', '/')
  const whole = `${slashed.replace(/\/$/, '')}/${path}`
  const encoded = whole.split('/').map(encodeURIComponent).join('/')
  // A drive: its colon is part of the address.
  return `file://${encoded.startsWith('/') ? '' : '/'}${encoded.replace(/^([A-Za-z])%3A/, '$1:')}`
}

/** Where the words of a mention stand, as a whole and not as part of others. */
export function findMention(text: string, value: string): number {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text[at - 1]
    const after = text.slice(at + value.length)
    const isBegun = before === undefined || /[\s([{"'`]/.test(before)
    if (isBegun && /^($|[\s,;:!?)\]}"'`]|\.(\s|$))/.test(after)) return at
  }
  return -1
}

const attachmentPart = ({ mime, url, name }: Attachment): FilePart => ({
  type: 'file',
  mime,
  url,
  filename: name,
})

/** The files that a draft carries: attached ones and those that it names. */
export function fileParts(draft: Draft, text: string, directory: string | undefined): FilePart[] {
  const named = mentionParts(draft.mentions, text, directory)
  return [...named.filter((it) => it.type === 'file'), ...draft.attachments.map(attachmentPart)]
}

/**
 * What a prompt says.
 * @param text the words, trimmed: the places of what they name count from their beginning
 * @param directory where the files are that the text names
 */
export function promptParts(
  draft: Draft,
  text: string,
  directory: string | undefined,
): PromptPart[] {
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...mentionParts(draft.mentions, text, directory),
    ...draft.attachments.map(attachmentPart),
  ]
}

function mentionParts(
  mentions: readonly Mention[],
  text: string,
  directory: string | undefined,
): MentionPart[] {
  const seen = new Set<string>()
  return mentions.flatMap((mention): MentionPart[] => {
    const { value } = mention
    const start = findMention(text, value)
    if (start < 0 || seen.has(value)) return []
    seen.add(value)
    const words = { value, start, end: start + value.length }
    if (mention.kind === 'agent') {
      return [{ type: 'agent', name: mention.name, source: words }]
    }
    if (directory === undefined) return []
    const { path } = mention
    return [
      {
        type: 'file',
        mime: mimeOfPath(path),
        url: fileUrl(directory, path),
        filename: path,
        source: { type: 'file', path, text: words },
      },
    ]
  })
}

/** A command as it was written, if the text is one. */
export function readCommand(
  text: string,
  commands: readonly { readonly name: string }[],
): { command: string; arguments: string } | undefined {
  const match = /^\/(\S+)\s*([\s\S]*)$/.exec(text)
  const name = match?.[1]
  if (name === undefined || !commands.some((it) => it.name === name)) return undefined
  return { command: name, arguments: match?.[2] ?? '' }
}
