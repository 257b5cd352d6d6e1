import type { PermissionRequest } from '../../shared/engine-types'
import type { Store } from '../store/store'
import type { ToolPart } from './tool-line'

/**
 * The tool call that waits for leave: the engine (opencode 1.18.33) asks for a tool of a server of
 * one's own (MCP) by its name alone, and for a command without its folder.
 * @returns undefined when it is not known here
 */
export function callOf(store: Store, { sessionID, tool }: PermissionRequest): ToolPart | undefined {
  if (!tool) return undefined
  // A sub-agent's transcript is not here, but what it did last is.
  const latest = store.doings.get(sessionID)
  if (latest?.callID === tool.callID) return latest
  const transcript = store.transcripts.get(sessionID)
  for (const id of transcript?.partIDs(tool.messageID) ?? []) {
    const part = transcript?.part(id)
    if (part?.type === 'tool' && part.callID === tool.callID) return part
  }
  return undefined
}
