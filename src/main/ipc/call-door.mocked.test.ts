import type { IpcMain } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CALL_CHANNEL, EVENTS_CHANNEL } from '../../shared/bridge'
import { type Handlers, type OperationName, operations } from '../../shared/operations'
import { Hub } from '../events/hub'
import { recordLog } from '../testing/log'
import { openIpc } from './ipc'
import { PAGE_ORIGIN } from './sender-guard'
import { VALID_INPUTS } from './valid-inputs'

vi.mock('electron', () => ({ MessageChannelMain: class {} }))

const names = Object.keys(operations) as OperationName[]
const OURS = 7
const mainFrame = { origin: PAGE_ORIGIN }
const iframe = { origin: PAGE_ORIGIN }
const elsewhere = { origin: 'http://127.0.0.1:4848' }
const opaque = { origin: 'null' }

const STRANGERS: [string, object][] = [
  ['an iframe at our own origin', { sender: { id: OURS, mainFrame }, senderFrame: iframe }],
  [
    'a page that our window was led to',
    { sender: { id: OURS, mainFrame: elsewhere }, senderFrame: elsewhere },
  ],
  [
    'a document without an origin',
    { sender: { id: OURS, mainFrame: opaque }, senderFrame: opaque },
  ],
  ['a window that is not ours', { sender: { id: 8, mainFrame }, senderFrame: mainFrame }],
  ['a frame that is gone', { sender: { id: OURS, mainFrame }, senderFrame: null }],
]

let reached: string[]
let log: ReturnType<typeof recordLog>
/** Every channel that was opened, by the way it was opened, with its listener. */
let channels: Map<string, (...args: unknown[]) => unknown>

beforeEach(() => {
  reached = []
  channels = new Map()
  log = recordLog()
  const open = (way: string) => (channel: string, listener: (...args: unknown[]) => unknown) =>
    channels.set(`${way} ${channel}`, listener)
  // Whatever other way to listen there is would not be here, and the door could not be opened.
  const ipcMain = { handle: open('handle'), on: open('on') }
  openIpc({
    ipcMain: ipcMain as unknown as IpcMain,
    handlers: Object.fromEntries(
      names.map((name) => [name, async () => void reached.push(name)]),
    ) as unknown as Handlers,
    hub: new Hub({ log }),
    snapshot: () => {
      throw new Error('asked for the state')
    },
    isOurWindow: (id) => id === OURS,
    log,
  })
})

const call = (event: object, ...args: unknown[]) =>
  channels.get(`handle ${CALL_CHANNEL}`)?.(event, ...args)

describe('the door', () => {
  it('has the channel of calls and the channel of the event port, and no other', () => {
    expect([...channels.keys()]).toEqual([`handle ${CALL_CHANNEL}`, `on ${EVENTS_CHANNEL}`])
  })

  it('lets the main frame of our window through to every operation of the table', async () => {
    const ours = { sender: { id: OURS, mainFrame }, senderFrame: mainFrame }
    for (const name of names) await call(ours, name, VALID_INPUTS[name])
    expect(reached).toEqual(names)
    expect(log.lines).toEqual([])
  })
})

describe.each(STRANGERS)('%s', (_who, event) => {
  it('reaches no operation, and is told nothing of the table', async () => {
    const inputs: [unknown, unknown][] = names.map((name) => [name, VALID_INPUTS[name]])
    for (const [name, input] of [...inputs, ['sessions.explode', {}], [undefined, undefined]]) {
      expect(await call(event, name, input)).toEqual({
        ok: false,
        error: { code: 'forbidden', message: 'This page may not call Wheelhouse.' },
      })
    }
    expect(reached).toEqual([])
    expect(new Set(log.lines).size).toBe(1)
    expect(log.lines[0]).toMatch(/^warn: Refused a message from /)
  })

  it('is sent no port', () => {
    channels.get(`on ${EVENTS_CHANNEL}`)?.(event, 'a-nonce-that-nobody-can-guess')
    expect(log.lines).toEqual([expect.stringMatching(/^warn: Refused a message from /)])
  })
})
