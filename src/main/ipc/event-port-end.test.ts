import { beforeEach, describe, expect, it, vi } from 'vitest'
import { collected } from '../testing/collected'
import { PortPair } from '../testing/port-pair'
import { createPortFixture, type PortFixture, PROJECTION } from './event-port-fixture'

let fixture: PortFixture
let hub: PortFixture['hub']
let port: PortFixture['port']
let log: PortFixture['log']
const connect: PortFixture['connect'] = (...args) => fixture.connect(...args)
const publish: PortFixture['publish'] = (...texts) => fixture.publish(...texts)
beforeEach(() => {
  fixture = createPortFixture()
  ;({ hub, port, log } = fixture)
})

describe('what fails', () => {
  const noSnapshot = () => {
    fixture.snapshot = () => {
      fixture.snapshot = () => PROJECTION
      throw new Error('no state')
    }
  }

  it('at hello leaves nothing open, and says bye', () => {
    noSnapshot()
    const onClose = vi.fn()
    expect(() => connect(onClose)).toThrow('no state')
    expect(port.frames).toEqual([{ kind: 'bye', reason: 'the stream failed' }])
    expect(port.closed).toBe(1)
    expect(hub.size).toBe(0)
    expect(onClose).not.toHaveBeenCalled()
  })

  it('at resync ends this page’s stream alone, and says bye', () => {
    const other = new PortPair()
    const onClose = vi.fn()
    connect(onClose)
    connect(undefined, other)
    noSnapshot()
    hub.interrupt()
    publish('1')
    expect(port.frames.slice(1)).toEqual([{ kind: 'bye', reason: 'the stream failed' }])
    expect(port.closed).toBe(1)
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(hub.size).toBe(1)
    expect(other.frames.map(({ kind }) => kind)).toEqual(['hello', 'resync', 'batch'])
  })

  it('when a port is closed under us ends this page’s stream alone', () => {
    const other = new PortPair()
    connect(undefined, other)
    const onClose = vi.fn()
    connect(onClose)
    port.postMessage = () => {
      throw new Error('the port is gone')
    }
    publish('1')
    publish('2')
    expect(port.closed).toBe(1)
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(hub.size).toBe(1)
    expect(other.batches).toHaveLength(2)
    expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(1)
  })

  it('when the page is gone as its stream is ended is not said to anybody', () => {
    const onClose = vi.fn()
    const end = connect(onClose)
    port.postMessage = () => {
      throw new Error('the port is gone')
    }
    expect(() => end('done')).not.toThrow()
    expect(port.closed).toBe(1)
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(log.lines.filter((line) => !line.startsWith('debug'))).toEqual([])
  })
})

describe('the end', () => {
  it('is said to the page, with the reason, as the last thing', () => {
    const end = connect()
    end('replaced')
    publish('1')
    expect(port.frames.at(-1)).toEqual({ kind: 'bye', reason: 'replaced' })
    expect(port.closed).toBe(1)
  })

  it('frees the cursor and is reported once, whoever began it and however often', () => {
    const onClose = vi.fn()
    const end = connect(onClose)
    end('once')
    end('twice')
    port.close()
    expect(hub.size).toBe(0)
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(port.frames.filter(({ kind }) => kind === 'bye')).toHaveLength(1)
  })

  it('that the page makes frees the cursor as well', () => {
    const onClose = vi.fn()
    const end = connect(onClose)
    port.close()
    expect(hub.size).toBe(0)
    expect(onClose).toHaveBeenCalledTimes(1)
    publish('1')
    end('too late')
    expect(port.frames).toHaveLength(1)
  })

  it('of 1,000 pages, made by either side, leaves nothing behind', async () => {
    const gone: WeakRef<object>[] = []
    let closed = 0
    // In a function of its own, so that this one holds none of them.
    const openAll = () =>
      Array.from({ length: 1_000 }, () => {
        const page = new PortPair()
        gone.push(new WeakRef(page))
        return { port: page, end: connect(() => (closed += 1), page) }
      })
    const closeAll = (pages: ReturnType<typeof openAll>) => {
      publish('1')
      expect(hub.size).toBe(1_000)
      for (const [index, page] of pages.entries()) {
        if (index % 2 === 0) page.end('done')
        else page.port.close()
      }
    }
    closeAll(openAll())
    expect([hub.size, closed]).toEqual([0, 1_000])
    await collected(gone)
    publish('2')
  })
})
