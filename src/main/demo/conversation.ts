import { type ChatMessage, type ChatRequest, partsOf, textOf } from './wire'

/** What the engine wants: a title for a session, a summary of it, or the next step of a run. */
export type Purpose = 'title' | 'summary' | 'run'

/** What the script needs to know of one request. */
export type Turn = {
  purpose: Purpose
  /** Whether the model says its first words in this conversation. */
  first: boolean
  /** The last thing that the person said, without what the engine adds to it. */
  said: string
  /** What the tools answered since, in order. */
  results: string[]
  /** The tools on offer: name and description. */
  tools: ReadonlyMap<string, string>
}

// The engine marks none of this in a request: its own texts are known by how they begin
// (opencode 1.18).
const READ_NOTE = 'Called the Read tool with'
const ENGINE_TEXTS = [
  READ_NOTE,
  '<system-reminder>',
  'Read tool failed to read',
  'Reading MCP resource',
  'Failed to read MCP resource',
  'Use the above message and context to generate',
  'ERROR: Cannot read',
  'ERROR: Image file is empty',
  'Generate a title for this conversation',
]
const AUTO_CONTINUE =
  /Continue if you have next steps, or stop and ask for clarification if you are unsure how to proceed\.$/

/** Reads a request: what it is for, what the person said, and how far the run has come. */
export function readTurn(request: ChatRequest): Turn {
  const { messages } = request
  const last = messages.findLastIndex((message) => message.role === 'user')
  const user = messages[last]
  return {
    purpose: purposeOf(request),
    first: !messages.slice(0, Math.max(last, 0)).some((message) => message.role === 'assistant'),
    said: user === undefined ? '' : saidIn(user),
    results: messages
      .slice(last + 1)
      .filter((message) => message.role === 'tool')
      .map(textOf),
    tools: new Map(
      request.tools?.map((tool) => [tool.function.name, tool.function.description ?? '']),
    ),
  }
}

/** Whether the engine itself said this, to go on after it compacted a conversation. */
export function isAutoContinue(said: string): boolean {
  return AUTO_CONTINUE.test(said)
}

function purposeOf(request: ChatRequest): Purpose {
  if (request.tools?.length) return 'run'
  const system = request.messages.find((message) => message.role === 'system')
  const role = system === undefined ? '' : textOf(system)
  if (/^you are a title generator/i.test(role)) return 'title'
  if (/^you are a context summarization agent/i.test(role)) return 'summary'
  return 'run'
}

const begins = (text: string | undefined, words: string): boolean =>
  text?.trimStart().startsWith(words) ?? false

function saidIn(message: ChatMessage): string {
  const parts = partsOf(message)
  const own = parts.find(
    (part, index) =>
      part.text !== undefined &&
      !ENGINE_TEXTS.some((it) => begins(part.text, it)) &&
      // What follows the note is the attached file, which is not to be obeyed.
      !begins(parts[index - 1]?.text, READ_NOTE),
  )
  return own?.text?.trim() ?? ''
}
