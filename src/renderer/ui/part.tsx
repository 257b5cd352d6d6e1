import { memo } from 'react'
import type { Message } from '../../shared/engine-types'
import { useStore } from './context'
import { baseName } from './format'
import { Icon } from './icons'
import { Prose } from './prose'
import { Reasoning } from './reasoning'
import { ToolCall } from './tool-call'

interface Props {
  sessionID: string
  partID: string
  role: Message['role']
}

/** One part of a message; bookkeeping parts (steps, snapshots) show nothing. */
export const PartView = memo(function PartView({ sessionID, partID, role }: Props) {
  const part = useStore((store) => store.transcripts.get(sessionID)?.part(partID))
  switch (part?.type) {
    case 'text':
      // What the engine adds to a person's message (a file's text, say) is not their words.
      if ((part.synthetic && role === 'user') || part.text.trim() === '') return null
      return <Prose text={part.text} />
    case 'reasoning':
      return <Reasoning part={part} sessionID={sessionID} />
    case 'tool':
      return <ToolCall part={part} sessionID={sessionID} />
    case 'file':
      return (
        <p className="chip">
          <Icon name="file" />
          {part.filename ?? baseName(part.url.startsWith('data:') ? part.mime : part.url)}
        </p>
      )
    case 'agent':
      return (
        <p className="chip">
          <Icon name="agent" />
          {part.name}
        </p>
      )
    case 'subtask':
      return (
        <p className="chip">
          <Icon name="agent" />
          {part.agent}: {part.description}
        </p>
      )
    case 'compaction':
      return <p className="aside">The messages above were summarised to make room.</p>
    default:
      return null
  }
})
