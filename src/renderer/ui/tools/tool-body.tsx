import type { ComponentType } from 'react'
import { Attachment } from '../attachment'
import type { ToolPart } from '../tool-line'
import { AskedBody } from './asked'
import { ChangeBody } from './change'
import { GenericBody } from './generic'
import { TextPanel } from './panel'
import { ReadBody } from './read'
import { SearchBody } from './search'
import { ShellBody } from './shell'
import { TaskBody } from './task'
import { TodoBody } from './todos'
import { WebBody } from './web'

// The tools of opencode 1.18.
const BODIES: Record<string, ComponentType<{ part: ToolPart }>> = {
  bash: ShellBody,
  edit: ChangeBody,
  write: ChangeBody,
  apply_patch: ChangeBody,
  read: ReadBody,
  glob: SearchBody,
  grep: SearchBody,
  list: SearchBody,
  webfetch: WebBody,
  websearch: WebBody,
  todowrite: TodoBody,
  todoread: TodoBody,
  task: TaskBody,
  question: AskedBody,
}

/** What an opened call shows, as it fits the tool. */
export function ToolBody({ part }: { part: ToolPart }) {
  const { state, tool } = part
  const Body = (Object.hasOwn(BODIES, tool) && BODIES[tool]) || GenericBody
  const files = state.status === 'completed' ? (state.attachments ?? []) : []
  return (
    <div className="call-body">
      <Body part={part} />
      {files.length > 0 && (
        <div className="tool-files">
          {files.map((file) => (
            <Attachment key={file.id ?? file.url} file={file} />
          ))}
        </div>
      )}
      {state.status === 'error' && tool !== 'bash' && (
        <TextPanel label="Error" text={state.error} what="error" />
      )}
    </div>
  )
}
