import { createParser } from 'eventsource-parser'

/** One frame of an event stream, its data read as JSON. */
export interface SseFrame {
  event: string | undefined
  id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the contract sends
  data: any
}

/**
 * Reads an SSE answer frame by frame.
 * @param response an answer with a body
 */
export async function* readSse(response: Response): AsyncGenerator<SseFrame> {
  if (!response.body) throw new Error('no body')
  const frames: SseFrame[] = []
  const parser = createParser({
    onEvent: ({ event, id, data }) => frames.push({ event, id, data: JSON.parse(data) }),
  })
  const decoder = new TextDecoder()
  for await (const chunk of response.body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    yield* frames.splice(0)
  }
}

/** Reads a stream to its end. */
export async function collect(frames: AsyncIterable<SseFrame>): Promise<SseFrame[]> {
  const all: SseFrame[] = []
  for await (const frame of frames) all.push(frame)
  return all
}

/**
 * Reads on until a frame fits; the stream stays open.
 * @returns all frames up to that one
 */
export async function until(
  frames: AsyncIterator<SseFrame>,
  fits: (frame: SseFrame) => boolean,
): Promise<SseFrame[]> {
  const seen: SseFrame[] = []
  for (;;) {
    const { value, done } = await frames.next()
    if (done) throw new Error('the stream ended')
    seen.push(value)
    if (fits(value)) return seen
  }
}
