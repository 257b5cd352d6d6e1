// Two readers of one large event, in Electron's main process.
import type { Hub } from '../../src/main/events/hub'
import { now } from '../rpc.mjs'

/** @returns when the next events reached a sink of the hub, ms since the epoch */
export function nextOfHub(hub: Hub): Promise<number> {
  return new Promise((resolve) => {
    const cursor = hub.subscribe({
      batch: () => {
        resolve(now())
        cursor.close()
        return true
      },
      resync: () => true,
    })
  })
}

export interface BareReader {
  /** @returns when the next event of a part was parsed, ms since the epoch */
  next(): Promise<number>
}

/**
 * The least that a client of the stream can do, and linear: read, decode, find the frame's end,
 * parse once.
 * @returns once it is connected
 */
export async function openBareReader(source: string): Promise<BareReader> {
  const { body } = await fetch(`${source}/global/event?peer`)
  if (!body) throw new Error('The source sent no body.')
  let arrived: (at: number) => void = () => undefined
  let failed: (reason: unknown) => void = () => undefined
  const onFrame = (text: string) => {
    const { payload } = JSON.parse(text.slice('data: '.length))
    if (payload.type === 'message.part.updated') arrived(now())
  }
  // The DOM's types do not know that a body can be iterated.
  const chunks = body as unknown as AsyncIterable<Uint8Array>
  readFrames(chunks, onFrame).catch((error: unknown) => failed(error))
  return {
    next: () =>
      new Promise((resolve, reject) => {
        arrived = resolve
        failed = reject
      }),
  }
}

async function readFrames(
  chunks: AsyncIterable<Uint8Array>,
  onFrame: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  let held: string[] = []
  // A line's end at the end of a chunk: with the next chunk it may be the end of the frame.
  let carried = ''
  for await (const chunk of chunks) {
    let text = carried + decoder.decode(chunk, { stream: true })
    carried = ''
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      held.push(text.slice(0, end))
      onFrame(held.join(''))
      held = []
      text = text.slice(end + 2)
    }
    if (text.endsWith('\n')) {
      carried = '\n'
      text = text.slice(0, -1)
    }
    if (text !== '') held.push(text)
  }
}
