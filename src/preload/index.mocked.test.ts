import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Bridge, CALL_CHANNEL, COMMAND_CHANNEL, EVENTS_CHANNEL } from '../shared/bridge'

type Listener = (event: object, message: object) => void

const electron = vi.hoisted(() => ({
  contextBridge: { exposeInMainWorld: vi.fn() },
  ipcRenderer: { invoke: vi.fn(), send: vi.fn(), on: vi.fn() },
  webUtils: { getPathForFile: vi.fn(() => '/home/me/notes') },
}))
vi.mock('electron', () => electron)

const postMessage = vi.fn()
const argv = process.argv

beforeEach(async () => {
  vi.resetModules()
  vi.clearAllMocks()
  vi.stubGlobal('window', { postMessage, location: { origin: 'app://wheelhouse' } })
  process.argv = ['electron', '--secret=hunter2', '--wheelhouse-version=1.2.3']
  await import('./index')
})
afterEach(() => {
  process.argv = argv
  vi.unstubAllGlobals()
})

const exposed = (): Bridge => electron.contextBridge.exposeInMainWorld.mock.calls[0]?.[1]

describe('the page is given', () => {
  it('one object with three functions and two words, and nothing else', () => {
    expect(electron.contextBridge.exposeInMainWorld.mock.calls).toEqual([
      [
        'wheelhouse',
        {
          call: expect.any(Function),
          openEvents: expect.any(Function),
          pathOf: expect.any(Function),
          platform: process.platform,
          version: '1.2.3',
        },
      ],
    ])
  })

  it('no way to name a channel', () => {
    const loose = exposed() as unknown as Record<string, (...args: unknown[]) => unknown>
    loose.call?.('engine.status', {}, 'other:channel')
    loose.openEvents?.('nonce', 'other:channel')
    expect(electron.ipcRenderer.invoke.mock.calls).toEqual([[CALL_CHANNEL, 'engine.status', {}]])
    expect(electron.ipcRenderer.send.mock.calls).toEqual([[EVENTS_CHANNEL, 'nonce']])
  })

  it('the path of a file that it holds, and of nothing that it names', () => {
    const file = new File([], 'notes')
    expect(exposed().pathOf(file)).toBe('/home/me/notes')
    expect(electron.webUtils.getPathForFile.mock.calls).toEqual([[file]])
    expect(electron.ipcRenderer.send).not.toHaveBeenCalled()
  })

  it('of what main sends the port and the nonce, and never the event, which leads to IPC', () => {
    const [channel, listener] = electron.ipcRenderer.on.mock.calls[0] as [string, Listener]
    const ports = [{}]
    listener({ ports, sender: electron.ipcRenderer }, { nonce: 'nonce', more: 1 })
    expect(electron.ipcRenderer.on).toHaveBeenCalledTimes(2)
    expect(channel).toBe(EVENTS_CHANNEL)
    expect(postMessage.mock.calls).toEqual([
      [{ type: EVENTS_CHANNEL, nonce: 'nonce' }, 'app://wheelhouse', ports],
    ])
  })

  it('of what is chosen in the menu its name alone', () => {
    const [channel, listener] = electron.ipcRenderer.on.mock.calls[1] as unknown as [
      string,
      (event: object, id: string) => void,
    ]
    listener({ sender: electron.ipcRenderer }, 'settings.open')
    expect(channel).toBe(COMMAND_CHANNEL)
    expect(postMessage.mock.calls).toEqual([
      [{ type: COMMAND_CHANNEL, id: 'settings.open' }, 'app://wheelhouse'],
    ])
  })
})
