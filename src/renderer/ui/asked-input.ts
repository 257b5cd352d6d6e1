import type { PermissionRequest } from '../../shared/engine-types'
import type { Store } from '../store/store'

/**
 * What the tool call that waits for leave is called with: the engine (opencode 1.18.33) asks for a
 * tool of a server of one's own (MCP) by its name alone.
 * @returns undefined when it is not known here
 */
export function inputOf(
  store: Store,
  { sessionID, tool }: PermissionRequest,
): Record<string, unknown> | undefined {
  if (!tool) return undefined
  // A sub-agent's transcript is not here, but what it did last is.
  const latest = store.doings.get(sessionID)
  if (latest?.callID === tool.callID) return latest.state.input
  const transcript = store.transcripts.get(sessionID)
  for (const id of transcript?.partIDs(tool.messageID) ?? []) {
    const part = transcript?.part(id)
    if (part?.type === 'tool' && part.callID === tool.callID) return part.state.input
  }
  return undefined
}
