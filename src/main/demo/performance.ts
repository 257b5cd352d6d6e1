import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Step } from './steps'
import {
  type ChatRequest,
  type CompletionHead,
  completion,
  type Delta,
  DONE_FRAME,
  deltaFrame,
  type FinishReason,
  type Usage,
  usageFrame,
} from './wire'

/** Where and how an answer is given. */
export type Stage = {
  body: ChatRequest
  res: ServerResponse
  /** Aborts when the client is gone. */
  signal: AbortSignal
  delay: (ms: number, signal: AbortSignal) => Promise<void>
}

type ToolCall = { id: string; name: string; arguments: string }
type Message = { content: string; reasoning: string; calls: ToolCall[] }

/** The limit that the engine is told of: no real model reports more than it may write. */
const MAX_OUTPUT_TOKENS = 4_000
const ARGUMENT_CHUNK = 48

/**
 * Gives an answer, as a stream or whole, as the request asks.
 * @throws when the client goes away; nothing is left waiting then
 */
export async function perform(steps: Iterable<Step>, stage: Stage): Promise<void> {
  const { body, res, signal, delay } = stage
  const head: CompletionHead = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model: body.model ?? 'demo',
  }
  const message: Message = { content: '', reasoning: '', calls: [] }
  const send = async (frame: string) => {
    if (body.stream && !res.write(frame)) await once(res, 'drain', { signal })
  }
  if (body.stream) {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    await send(deltaFrame(head, { role: 'assistant', content: '' }))
  }
  for (const step of steps) {
    if (step.type === 'pause') await delay(step.ms, signal)
    else for (const delta of take(step, message)) await send(deltaFrame(head, delta))
    // An injected delay may settle quietly when the client is gone.
    signal.throwIfAborted()
  }
  const finish: FinishReason = message.calls.length > 0 ? 'tool_calls' : 'stop'
  const usage = usageOf(body, message)
  if (body.stream) {
    await send(deltaFrame(head, {}, finish))
    await send(usageFrame(head, usage))
    res.end(DONE_FRAME)
    return
  }
  res.writeHead(200, { 'content-type': 'application/json' })
  res.end(JSON.stringify(completion(head, message, finish, usage)))
}

/** Adds a step to the message, and yields the chunks that tell a client so. */
function* take(step: Exclude<Step, { type: 'pause' }>, message: Message): Iterable<Delta> {
  if (step.type === 'text') {
    message.content += step.text
    yield { content: step.text }
  } else if (step.type === 'reasoning') {
    message.reasoning += step.text
    yield { reasoning_content: step.text }
  } else {
    const index = message.calls.length
    const call: ToolCall = {
      id: `call_${randomUUID().replaceAll('-', '')}`,
      name: step.name,
      arguments: JSON.stringify(step.input),
    }
    message.calls.push(call)
    const name = { name: call.name, arguments: '' }
    yield { tool_calls: [{ index, id: call.id, type: 'function', function: name }] }
    for (let at = 0; at < call.arguments.length; at += ARGUMENT_CHUNK) {
      const piece = call.arguments.slice(at, at + ARGUMENT_CHUNK)
      yield { tool_calls: [{ index, function: { arguments: piece } }] }
    }
  }
}

/** Four characters to a token, a usual estimate. */
function usageOf(body: ChatRequest, message: Message): Usage {
  const written = [message.content, message.reasoning, ...message.calls.map((c) => c.arguments)]
  const prompt = Math.ceil(JSON.stringify(body.messages).length / 4)
  const written_tokens = Math.ceil(written.join('').length / 4)
  const answer = Math.min(written_tokens, MAX_OUTPUT_TOKENS)
  return { prompt_tokens: prompt, completion_tokens: answer, total_tokens: prompt + answer }
}
