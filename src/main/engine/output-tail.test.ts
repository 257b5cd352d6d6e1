import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { OUTPUT_BYTES, OutputTail } from './output-tail'

/** A tail that follows streams which the test writes to. */
function following(limit?: number) {
  const tail = new OutputTail(limit)
  const stream = () => {
    const through = new PassThrough()
    tail.follow(through)
    return {
      write: (chunk: string | Buffer) =>
        new Promise<void>((resolve) => through.write(chunk, () => setImmediate(resolve))),
    }
  }
  return { tail, stream }
}

describe('the tail of the engine’s output', () => {
  it('is empty at first', () => {
    expect(new OutputTail().text()).toBe('')
  })

  it('keeps 64 KiB unless told otherwise', () => {
    expect(OUTPUT_BYTES).toBe(64 * 1024)
  })

  it('holds what two streams wrote, in the order that it arrived in', async () => {
    const { tail, stream } = following()
    const [out, err] = [stream(), stream()]
    await out.write('one\n')
    await err.write('two\n')
    await out.write('three\n')
    expect(tail.text()).toBe('one\ntwo\nthree')
  })

  it('is the last bytes, never more', async () => {
    const { tail, stream } = following(10)
    const { write } = stream()
    for (let i = 0; i < 50; i += 1) {
      await write(`${i % 10}`)
      expect(tail.text().length).toBeLessThanOrEqual(10)
    }
    expect(tail.text()).toBe('0123456789')
  })

  it('is the end of a chunk that is larger than all of it', async () => {
    const { tail, stream } = following(10)
    await stream().write(`${'x'.repeat(100)}the end.`)
    expect(tail.text()).toBe('xxthe end.')
  })

  it('begins with a whole line where it has one: half a key would not be known for one', async () => {
    const { tail, stream } = following(10)
    const { write } = stream()
    await write('sk-0123456789\nab')
    expect(tail.text()).toBe('ab')
    await write('\n'.padStart(20, 'x'))
    await write('cde\nf')
    expect(tail.text()).toBe('cde\nf')
  })

  it('stands below the first heading that is cut off', async () => {
    const heading = (text: string) => /#\w/.exec(text)?.[0] ?? ''
    const tail = new OutputTail(10, heading)
    const through = new PassThrough()
    tail.follow(through)
    const said = '12345\n#a\n6\n#b\n7\n'
    const texts = new Set<string>()
    for (const letter of `${said}${'x'.repeat(30)}`) {
      await new Promise<void>((resolve) => through.write(letter, () => setImmediate(resolve)))
      texts.add(tail.text())
    }
    expect([...texts]).toContain('12345\n#a\n6')
    expect([...texts].at(-1)).toBe(`#a\n${'x'.repeat(10)}`)
    for (const text of texts) if (text.includes('7')) expect(text).toMatch(/^#a/)
  })

  it('puts a character together that came in two chunks', async () => {
    const { tail, stream } = following()
    const { write } = stream()
    const bytes = Buffer.from('€')
    await write(bytes.subarray(0, 1))
    await write(bytes.subarray(1))
    expect(tail.text()).toBe('€')
  })

  it('can be read again and again', async () => {
    const { tail, stream } = following()
    const { write } = stream()
    await write(' a ')
    expect([tail.text(), tail.text()]).toEqual(['a', 'a'])
    await write('b')
    expect(tail.text()).toBe('a b')
  })
})
