import { formatEventId } from '../../shared/events'
import type { Batch } from '../events/hub'
import type { Frame, RingEvent } from '../events/ring'

/**
 * Encodes batches for SSE streams, each event once, whatever the number of streams and the moments
 * at which they can take more: a stream that lags gets a batch of its own, made of the same bytes.
 * They live as long as the ring's events: memory is the ring once more, at most, and only when
 * there are streams.
 * @param epoch the hub's
 */
export function createEncoder(epoch: string): (batch: Batch) => Buffer {
  // Streams that keep up share the batch as well.
  const encoded = new WeakMap<Batch, Buffer>()
  return (batch) => {
    const known = encoded.get(batch)
    if (known) return known
    const fresh = batch.events.filter((event) => !event.frame)
    if (fresh.length > 0) encode(fresh, epoch)
    const pieces = join(batch.events)
    const [first] = pieces
    const bytes = first && pieces.length === 1 ? first : Buffer.concat(pieces)
    encoded.set(batch, bytes)
    return bytes
  }
}

/** Encodes events into one buffer. */
function encode(events: readonly RingEvent[], epoch: string): void {
  const texts = events.map(
    ({ seq, text }) => `id: ${formatEventId(epoch, seq)}\n${dataLines(text)}\n\n`,
  )
  // Text that is known to be ASCII is copied; to look for what is not takes three times as long.
  const isAscii = events.every(({ bytes, text }) => bytes === text.length)
  const buffer = Buffer.from(texts.join(''), isAscii ? 'latin1' : 'utf8')
  let start = 0
  for (const [index, event] of events.entries()) {
    const added = (texts[index]?.length ?? 0) - event.text.length
    // What is added to the event's text is ASCII, a byte for each character.
    const end = start + event.bytes + added
    event.frame = { buffer, start, end }
    start = end
  }
}

/** The bytes of events, in as few pieces as they stand in. */
function join(events: readonly RingEvent[]): Buffer[] {
  const pieces: Buffer[] = []
  let piece: Frame | undefined
  for (const { frame } of events) {
    if (!frame) continue
    if (piece && piece.buffer === frame.buffer && piece.end === frame.start) {
      piece.end = frame.end
      continue
    }
    if (piece) pieces.push(bytesOf(piece))
    piece = { ...frame }
  }
  if (piece) pieces.push(bytesOf(piece))
  return pieces
}

const bytesOf = ({ buffer, start, end }: Frame) => buffer.subarray(start, end)

// JSON may be laid out over lines; a bare line break would end the field (WHATWG HTML, 9.2.6).
const dataLines = (text: string) =>
  text.includes('\n') || text.includes('\r')
    ? text
        .split(/\r\n|\r|\n/)
        .map((line) => `data: ${line}`)
        .join('\n')
    : `data: ${text}`
