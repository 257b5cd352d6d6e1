import { memo } from 'react'
import type { Message, Part } from '../../shared/engine-types'
import { isBlank, isBookkeeping } from '../store/bookkeeping'
import { Attachment, Chip } from './attachment'
import { useStore } from './context'
import { Markdown } from './markdown/markdown'
import { Prose } from './prose'
import { Reasoning } from './reasoning'
import { ToolCall } from './tool-call'
import { Turn } from './transcript/turn'

interface Props {
  sessionID: string
  partID: string
  role: Message['role']
}

/** One part of a message; bookkeeping parts (steps, snapshots) show nothing. */
export const PartView = memo(function PartView({ sessionID, partID, role }: Props) {
  const part = useStore((store) => store.transcripts.get(sessionID)?.part(partID))
  if (!part || isBookkeeping(part, role)) return null
  switch (part.type) {
    case 'text':
      if (isBlank(part.text)) return null
      return (
        <Turn part={part}>
          {role === 'user' ? <Prose text={part.text} /> : <Answer part={part} />}
        </Turn>
      )
    case 'reasoning':
      return <Reasoning part={part} sessionID={sessionID} />
    case 'tool':
      return (
        <Turn part={part}>
          <ToolCall part={part} sessionID={sessionID} />
        </Turn>
      )
    case 'file':
      return (
        <Turn part={part}>
          <Attachment file={part} />
        </Turn>
      )
    case 'agent':
      return <Chip icon="agent" name={part.name} kind="agent" />
    case 'subtask':
      return <Chip icon="agent" name={part.description} kind={part.agent} />
    default:
      return null
  }
})

function Answer({ part }: { part: Extract<Part, { type: 'text' }> }) {
  const isBusy = useStore((store) => store.isBusy(part.sessionID))
  return <Markdown text={part.text} isGrowing={isBusy && part.time?.end === undefined} />
}
