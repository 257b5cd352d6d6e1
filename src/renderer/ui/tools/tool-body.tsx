import type { ComponentType } from 'react'
import { Attachment } from '../attachment'
import type { ToolPart } from '../tool-line'
import { MarksAmong } from '../visible-text/marks'
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

const SHOWN_FILES = 100

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
  const more = files.length - SHOWN_FILES
  return (
    <div className="call-body">
      <Body part={part} />
      {files.length > 0 && (
        <div className="tool-files">
          <MarksAmong count={files.length}>
            {files.slice(0, SHOWN_FILES).map((file) => (
              <Attachment key={file.id ?? file.url} file={file} />
            ))}
          </MarksAmong>
          {more > 0 && <p className="tool-panel-note">And {more.toLocaleString('en')} more.</p>}
        </div>
      )}
      {state.status === 'error' && tool !== 'bash' && (
        <TextPanel label="Error" text={state.error} what="error" />
      )}
    </div>
  )
}
