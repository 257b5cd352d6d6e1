import { EventEmitter } from 'node:events'
import type { IpcMain, IpcMainEvent } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CALL_CHANNEL, EVENTS_CHANNEL } from '../../shared/bridge'
import type { Projection } from '../../shared/events'
import type { Handlers } from '../../shared/operations'
import { Hub } from '../events/hub'
import { recordLog } from '../testing/log'
import { PortPair } from '../testing/port-pair'
import { openIpc } from './ipc'
import { PAGE_ORIGIN } from './sender-guard'

// Main's end of each channel; the page's end stands for it.
vi.mock('electron', () => ({
  MessageChannelMain: class {
    readonly port1 = new PortPair()
    readonly port2 = this.port1
  },
}))

const NONCE = 'a-nonce-that-nobody-can-guess'

/** A window's contents, with what its page was sent. */
class Contents extends EventEmitter {
  readonly mainFrame = { origin: PAGE_ORIGIN }
  readonly ports: PortPair[] = []
  destroyed = false

  constructor(readonly id: number) {
    super()
  }

  postMessage(channel: string, message: unknown, [port]: PortPair[]): void {
    if (this.destroyed) throw new Error('Object has been destroyed')
    expect([channel, message]).toEqual([EVENTS_CHANNEL, { nonce: NONCE }])
    if (port) this.ports.push(port)
  }
  get port(): PortPair | undefined {
    return this.ports.at(-1)
  }
  navigate(details: { url?: string; isMainFrame: boolean; isSameDocument: boolean }): void {
    this.emit('did-start-navigation', { url: `${PAGE_ORIGIN}/`, ...details })
  }
  reload(): void {
    this.navigate({ isMainFrame: true, isSameDocument: false })
  }
  get held(): number {
    return this.eventNames().reduce((sum, name) => sum + this.listenerCount(name), 0)
  }
}

let log: ReturnType<typeof recordLog>
let hub: Hub
let ipcMain: EventEmitter & Pick<IpcMain, 'handle' | 'removeHandler'>
let snapshot: () => Projection
let close: () => void
let contents: Contents

beforeEach(() => {
  log = recordLog()
  hub = new Hub({ log })
  ipcMain = Object.assign(new EventEmitter(), { handle: vi.fn(), removeHandler: vi.fn() })
  snapshot = () => ({}) as Projection
  contents = new Contents(1)
  close = openIpc({
    ipcMain: ipcMain as unknown as IpcMain,
    handlers: {} as Handlers,
    hub,
    snapshot: () => snapshot(),
    isOurWindow: (id) => id < 100,
    log,
  })
})

const ask = (sender: Contents, more: { nonce?: unknown; senderFrame?: object | null } = {}) => {
  const { nonce = NONCE, senderFrame = sender.mainFrame } = more
  ipcMain.emit(EVENTS_CHANNEL, { sender, senderFrame } as unknown as IpcMainEvent, nonce)
}
const kinds = (port: PortPair | undefined) => port?.frames.map(({ kind }) => kind)
const publish = () => hub.publish([{ type: 't', directory: '/p', sessionID: undefined, text: '1' }])

describe('a document', () => {
  it('is sent one port, with its nonce, that begins with hello', () => {
    ask(contents)
    publish()
    expect(contents.ports).toHaveLength(1)
    expect(kinds(contents.port)).toEqual(['hello', 'batch'])
  })

  it('that asks again has the port before closed', () => {
    ask(contents)
    ask(contents)
    publish()
    const [first, second] = contents.ports
    expect(kinds(first)).toEqual(['hello', 'bye'])
    expect(first?.closed).toBe(1)
    expect(kinds(second)).toEqual(['hello', 'batch'])
    expect(hub.size).toBe(1)
  })

  it('of another window has a port of its own', () => {
    const other = new Contents(2)
    ask(contents)
    ask(other)
    contents.reload()
    publish()
    expect(kinds(contents.port)).toEqual(['hello', 'bye'])
    expect(kinds(other.port)).toEqual(['hello', 'batch'])
  })

  it.each<[string, () => void]>([
    ['is left', () => contents.reload()],
    ['crashes', () => contents.emit('render-process-gone')],
    ['is destroyed', () => contents.emit('destroyed')],
    ['closes its port', () => contents.port?.close()],
    ['is there when the app closes', () => close()],
  ])('that %s has its port closed, and nothing is left', (_what, end) => {
    ask(contents)
    end()
    publish()
    expect(contents.port?.closed).toBeGreaterThan(0)
    expect(kinds(contents.port)).not.toContain('batch')
    expect([hub.size, contents.held]).toEqual([0, 0])
  })

  it.each([
    { isMainFrame: true, isSameDocument: true },
    { isMainFrame: false, isSameDocument: false },
    // Refused by the page policy, but Electron 33 says that it starts.
    { url: 'https://example.com/', isMainFrame: true, isSameDocument: false },
    { url: 'app://elsewhere/', isMainFrame: true, isSameDocument: false },
  ])('keeps its port when %o navigates', (details) => {
    ask(contents)
    contents.navigate(details)
    publish()
    expect(kinds(contents.port)).toEqual(['hello', 'batch'])
  })

  it('after 1,000 others in its window has the only port', () => {
    for (let i = 0; i < 1_000; i += 1) {
      ask(contents)
      // Some ask twice, some are left by their own doing.
      if (i % 3 === 0) ask(contents)
      if (i % 3 === 1) contents.port?.close()
      contents.reload()
    }
    expect([hub.size, contents.held]).toEqual([0, 0])
    ask(contents)
    expect(hub.size).toBe(1)
    expect(log.lines).toEqual([])
  })
})

describe('nothing is opened', () => {
  it.each<[string, () => void]>([
    ['a window that is not ours', () => ask(new Contents(100))],
    ['a frame in the page', () => ask(contents, { senderFrame: { origin: PAGE_ORIGIN } })],
    ['a frame that is gone', () => ask(contents, { senderFrame: null })],
    ['a short nonce', () => ask(contents, { nonce: 'short' })],
    ['no nonce', () => ask(contents, { nonce: null })],
  ])('for %s', (_what, tryIt) => {
    tryIt()
    expect([hub.size, contents.ports]).toEqual([0, []])
  })

  it('for a page that is gone, and that is logged', () => {
    contents.destroyed = true
    ask(contents)
    expect([hub.size, contents.held]).toEqual([0, 0])
    expect(log.lines).toEqual([expect.stringContaining('Object has been destroyed')])
  })

  it('when the state cannot be told: the page is told bye, and may ask again', () => {
    snapshot = () => {
      throw new Error('no state')
    }
    ask(contents)
    expect(kinds(contents.port)).toEqual(['bye'])
    expect([hub.size, contents.held]).toEqual([0, 0])
    expect(log.lines).toEqual([expect.stringContaining('no state')])
    snapshot = () => ({}) as Projection
    ask(contents)
    expect(kinds(contents.port)).toEqual(['hello'])
  })

  it('once it is closed', () => {
    close()
    ask(contents)
    expect(contents.ports).toEqual([])
    expect(ipcMain.removeHandler).toHaveBeenCalledWith(CALL_CHANNEL)
  })
})
