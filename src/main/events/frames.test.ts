import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameReader, FRAME_LIMIT } from './frames'

const encoder = new TextEncoder()
const bytesOf = (text: string | Uint8Array) =>
  typeof text === 'string' ? encoder.encode(text) : text

/** What the reader makes of these chunks, a frame too large as `undefined`. */
function read(chunks: (string | Uint8Array)[], limit?: number): (string | undefined)[] {
  const seen: (string | undefined)[] = []
  const feed = createFrameReader(
    { onData: (data) => seen.push(data), onOversize: () => seen.push(undefined) },
    limit,
  )
  for (const chunk of chunks) feed(bytesOf(chunk))
  return seen
}

/** The bytes in pieces, cut at these places; a place may come twice. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length]
  let start = 0
  return ends
    .sort((a, b) => a - b)
    .map((end) => {
      const piece = bytes.slice(start, end)
      start = end
      return piece
    })
}
const eachByte = (text: string) => Array.from(bytesOf(text), (byte) => Uint8Array.of(byte))

describe('a frame', () => {
  it.each([
    ['with line feeds', 'data: 1\n\ndata: 2\n\n'],
    ['with carriage returns and line feeds', 'data: 1\r\n\r\ndata: 2\r\n\r\n'],
    ['with carriage returns', 'data: 1\r\rdata: 2\r\r:'],
    ['with a mixture', 'data: 1\n\r\ndata: 2\r\n\n'],
    ['without the space', 'data:1\n\ndata:2\n\n'],
    ['with other fields', 'id: 7\nevent: x\ndata: 1\nretry: 1\nz: y\n\ndata: 2\nid\n\n'],
    ['between comments', ': hello\n\n:\ndata: 1\n: in between\n\ndata: 2\n\n: bye\n\n'],
    ['after a byte order mark', '\ufeffdata: 1\n\ndata: 2\n\n'],
  ])('is read %s, in one chunk and byte by byte', (_name, text) => {
    expect(read([text])).toEqual(['1', '2'])
    expect(read(eachByte(text))).toEqual(['1', '2'])
  })

  it('may have its data on several lines', () => {
    expect(read(['data: {\ndata:   "a": 1\ndata\ndata: }\n\n'])).toEqual(['{\n  "a": 1\n\n}'])
  })

  it('keeps a byte order mark that is not at the start of the stream', () => {
    expect(read(['data: a\n\n', 'data: \ufeffb\n\n'])).toEqual(['a', '\ufeffb'])
    expect(read(['\ufeff\ufeffdata: a\n\ndata: b\n\n'])).toEqual(['b'])
  })

  it('has U+FFFD where it is no UTF-8, and only there', () => {
    const half = bytesOf('🙂').subarray(0, 3)
    const bytes = Buffer.concat([bytesOf('data: ä'), half, bytesOf('b\n\ndata: é\n\n')])
    expect(read([bytes])).toEqual(['ä\ufffdb', 'é'])
    expect(read(cut(bytes, [7, 9, 10, 12]))).toEqual(['ä\ufffdb', 'é'])
    expect(read(['data: ', half, '', 'b\n\n'])).toEqual(['\ufffdb'])
  })

  it('that never ended is not handed over', () => {
    expect(read(['data: 1\n\ndata: 2\n'])).toEqual(['1'])
  })
})

describe('a frame larger than the limit', () => {
  const LIMIT = 100
  const whole = 'x'.repeat(LIMIT)
  const ends = ['\n\n', '\r\n\r\n', '\r\r', '\n\r\n', '\r\n\n', '\r\n\r', '\n\r']

  it('has more than 64 Mi characters', () => {
    expect(FRAME_LIMIT).toBe(64 * 1024 * 1024)
  })

  it.each([101, 102, 1_100, 1_130, 2_500])('is skipped with one word, at %i', (size) => {
    for (const end of ends) {
      const text = `data: a\n\ndata: ${'y'.repeat(size)}${end}data: ${whole}\n\n`
      expect(read([text], LIMIT)).toEqual(['a', undefined, whole])
      expect(read(eachByte(text), LIMIT)).toEqual(['a', undefined, whole])
    }
  })

  it('is skipped up to its blank line, wherever that is cut', () => {
    const large = `data: ${'y'.repeat(2_000)}`
    for (const end of ends) {
      const rest = `${end}data: b\n\n`
      for (let at = 0; at <= end.length; at += 1) {
        const chunks = [large, rest.slice(0, at), rest.slice(at)]
        expect(read(chunks, LIMIT)).toEqual([undefined, 'b'])
      }
    }
  })

  it('may have many lines, before the limit and after it', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const large = `data: line${end}`.repeat(400)
      const text = `${large}${end}data: b\n\n`
      expect(read([text], LIMIT)).toEqual([undefined, 'b'])
      expect(read(eachByte(text), LIMIT)).toEqual([undefined, 'b'])
    }
  })

  it('is skipped as often as one comes', () => {
    const text = `data: ${'é'.repeat(2_000)}\n\n`.repeat(3)
    expect(read(eachByte(`${text}data: b\n\n`), LIMIT)).toEqual([
      undefined,
      undefined,
      undefined,
      'b',
    ])
  })

  it('is one that holds just as much, but not a stream of small ones or of comments', () => {
    expect(read(eachByte(`data: ${whole}\r\n\r\n`), LIMIT)).toEqual([whole])
    const comments = ': is anybody there\n'.repeat(500)
    expect(read([comments, comments, 'data: a\n\n'], LIMIT)).toEqual(['a'])
  })
})

describe('memory', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const MIB = 1024 * 1024
  const used = () => {
    collect()
    // V8 keeps a large text outside its heap.
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }

  it('of a frame that is skipped is not kept', () => {
    const seen: (string | undefined)[] = []
    const feed = createFrameReader(
      { onData: (data) => seen.push(data), onOversize: () => seen.push(undefined) },
      MIB,
    )
    const chunk = encoder.encode('x'.repeat(MIB))
    feed(encoder.encode('data: '))
    const before = used()
    for (let i = 0; i < 40; i += 1) feed(chunk)
    expect(used() - before).toBeLessThan(10 * MIB)
    feed(encoder.encode('\n\ndata: b\n\n'))
    expect(seen).toEqual([undefined, 'b'])
  })

  it('of a large frame goes with it, though a small one came in the same chunk', () => {
    const small: string[] = []
    const feed = createFrameReader({
      onData: (data) => data.length < 100 && small.push(data),
      onOversize: () => undefined,
    })
    const chunk = encoder.encode(`data: ${'x'.repeat(MIB / 2)}\n\ndata: {"something":"small"}\n\n`)
    const before = used()
    for (let i = 0; i < 50; i += 1) feed(chunk)
    expect(small).toHaveLength(50)
    expect(used() - before).toBeLessThan(10 * MIB)
  })
})

describe('any stream', () => {
  const LIMIT = 60
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
  const letters = fc.string({
    unit: fc.constantFrom('a', ' ', ':', '"', 'é', '漢', '🙂', '\ufeff'),
  })
  const value = fc.oneof(
    { weight: 4, arbitrary: letters.map(bytesOf) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 50, max: 1_300 }).map((n) => bytesOf('x'.repeat(n))),
    },
  )
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.record({ field: fc.constantFrom('data: ', 'data:'), value }) },
    {
      weight: 1,
      arbitrary: fc.record({
        field: fc.constantFrom('id: ', 'event:', 'retry: ', ': ', ':', 'data ', 'x: '),
        value: letters.map(bytesOf),
      }),
    },
  )
  const frame = fc.array(fc.record({ line, end: lineEnd }), { maxLength: 4 })
  const stream = fc.record({
    mark: fc.boolean(),
    frames: fc.array(fc.record({ lines: frame, end: lineEnd }), { maxLength: 8 }),
  })
  type Stream = typeof stream extends fc.Arbitrary<infer T> ? T : never

  const asLine = (bytes: Uint8Array) =>
    bytes.map((byte) => (byte === 10 || byte === 13 ? 64 : byte))

  /** The stream's bytes, and what the standard says that they are. */
  function build({ mark, frames }: Stream) {
    const parts: Uint8Array[] = mark ? [bytesOf('\ufeff')] : []
    const expected: (string | undefined)[] = []
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    for (const { lines, end } of frames) {
      const data: string[] = []
      let last = ''
      for (const { line, end } of lines) {
        const bytes = asLine(line.value)
        parts.push(bytesOf(line.field), bytes, bytesOf(end))
        last = end
        if (!line.field.startsWith('data:')) continue
        const text = decoder.decode(bytes)
        data.push(line.field === 'data:' && text.startsWith(' ') ? text.slice(1) : text)
      }
      // A carriage return and a line feed would be one line end.
      parts.push(bytesOf(last === '\r' && end === '\n' ? '\r' : end))
      const text = data.join('\n')
      if (data.length > 0) expected.push(text.length > LIMIT ? undefined : text)
    }
    parts.push(bytesOf('data: the end\n\n'))
    expected.push('the end')
    return { bytes: Buffer.concat(parts), expected }
  }

  it('is read as the standard says, whatever its chunks', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 30 }), (content, places) => {
        const { bytes, expected } = build(content)
        expect(read([bytes], LIMIT)).toEqual(expected)
        expect(read(cut(bytes, places), LIMIT)).toEqual(expected)
      }),
      { numRuns: 250 },
    )
  })

  it('is read as the standard says byte by byte', () => {
    fc.assert(
      fc.property(stream, (content) => {
        const { bytes, expected } = build(content)
        expect(read(cut(bytes, [...bytes.keys()]), LIMIT)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})
