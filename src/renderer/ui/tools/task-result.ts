import { between } from '../between'
import type { ToolPart } from '../tool-line'
import { textIn } from './fields'

/** The session of the sub-agent that a call started (opencode 1.18); undefined before it did. */
export function childOf({ state }: ToolPart): string | undefined {
  const metadata = 'metadata' in state ? state.metadata : undefined
  return textIn(metadata, 'sessionId') || undefined
}

/** What the sub-agent answered, without what the engine puts around it for the model. */
export function taskResult(output: string): string {
  return (between(output, '<task_result>', '</task_result>') ?? output).trim()
}
