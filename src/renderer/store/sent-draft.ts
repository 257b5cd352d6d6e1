import type { Part } from '../../shared/engine-types'
import { type Attachment, type Draft, EMPTY_DRAFT, type Mention } from './drafts'
import { textOf } from './revert'
import type { Transcript } from './transcript'

type FilePart = Extract<Part, { type: 'file' }>

/** A message that was sent, as it was written: what the engine added to it is left out. */
export function sentDraft(transcript: Transcript | undefined, messageID: string): Draft {
  const parts = transcript?.partIDs(messageID).flatMap((id) => transcript.part(id) ?? []) ?? []
  return {
    ...EMPTY_DRAFT,
    text: textOf(parts),
    attachments: parts.flatMap((part) => (part.type === 'file' ? (attachmentOf(part) ?? []) : [])),
    mentions: parts.flatMap((part) => mentionOf(part) ?? []),
  }
}

/** Only what was handed over whole: any other file the text names, or it is gone. */
function attachmentOf({ id, mime, url, filename }: FilePart): Attachment | undefined {
  const base64 = /^data:[^,]*;base64,/.exec(url)?.[0]
  if (base64 === undefined) return undefined
  const padding = url.endsWith('==') ? 2 : url.endsWith('=') ? 1 : 0
  const digits = url.length - base64.length - padding
  return { id, name: filename ?? 'File', mime, url, size: Math.floor((digits * 3) / 4) }
}

function mentionOf(part: Part): Mention | undefined {
  if (part.type === 'agent' && part.source) {
    return { kind: 'agent', value: part.source.value, name: part.name }
  }
  if (part.type === 'file' && part.source?.type === 'file') {
    return { kind: 'file', value: part.source.text.value, path: part.source.path }
  }
  return undefined
}
