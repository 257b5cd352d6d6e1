import { z } from 'zod'

const ContentSchema = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
])

/** What the scripted model reads of a chat completion request; the rest is kept as it came. */
export const ChatRequestSchema = z.looseObject({
  model: z.string().optional(),
  stream: z.boolean().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: ContentSchema.nullish() })).min(1),
  tools: z
    .array(
      z.looseObject({
        function: z.looseObject({ name: z.string(), description: z.string().optional() }),
      }),
    )
    .optional(),
})
export type ChatRequest = z.infer<typeof ChatRequestSchema>
export type ChatMessage = ChatRequest['messages'][number]

export type ChatPart = { type: string; text?: string | undefined }

/** The parts of a message; a message of mere text is one part. */
export function partsOf({ content }: ChatMessage): ChatPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? [])
}

/** All text of a message. */
export function textOf(message: ChatMessage): string {
  return partsOf(message)
    .flatMap((part) => part.text ?? [])
    .join('\n')
}

/** Why the model stopped. */
export type FinishReason = 'stop' | 'tool_calls'

/** Token counts of one completion. */
export type Usage = { prompt_tokens: number; completion_tokens: number; total_tokens: number }

/** One call of a tool; in a stream the name comes first and the arguments in pieces. */
export type ToolCallDelta = {
  index: number
  id?: string
  type?: 'function'
  function: { name?: string; arguments: string }
}

/** What one chunk of a stream adds to the message. */
export type Delta = {
  role?: 'assistant'
  content?: string
  reasoning_content?: string
  tool_calls?: ToolCallDelta[]
}

/** What the chunks and the whole of one completion have in common. */
export type CompletionHead = { id: string; created: number; model: string }

/** The last frame of every stream. */
export const DONE_FRAME = 'data: [DONE]\n\n'

/** A frame of the stream that adds to the message, or ends it when there is a finish reason. */
export function deltaFrame(head: CompletionHead, delta: Delta, finish?: FinishReason): string {
  return frame({ ...head, choices: [{ index: 0, delta, finish_reason: finish ?? null }] })
}

/** The frame that carries the token counts: it has no choices. */
export function usageFrame(head: CompletionHead, usage: Usage): string {
  return frame({ ...head, choices: [], usage })
}

function frame(value: object): string {
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', ...value })}\n\n`
}

/** A whole completion, for a client that asked for no stream. */
export function completion(
  head: CompletionHead,
  message: {
    content: string
    reasoning: string
    calls: { id: string; name: string; arguments: string }[]
  },
  finish: FinishReason,
  usage: Usage,
): object {
  const calls = message.calls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }))
  return {
    object: 'chat.completion',
    ...head,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: message.content,
          ...(message.reasoning ? { reasoning_content: message.reasoning } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        finish_reason: finish,
      },
    ],
    usage,
  }
}

/** An error in the shape that OpenAI-compatible clients read. */
export function errorBody(message: string, type: string, code: string): object {
  return { error: { message, type, param: null, code } }
}
