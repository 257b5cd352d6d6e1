import { type IpcMain, type IpcMainEvent, MessageChannelMain, type WebContents } from 'electron'
import { z } from 'zod'
import { CALL_CHANNEL, EVENTS_CHANNEL } from '../../shared/bridge'
import { AppError } from '../../shared/errors'
import type { Projection } from '../../shared/events'
import type { Handlers } from '../../shared/operations'
import type { Hub } from '../events/hub'
import type { Logger } from '../logging'
import { streamToPort } from './event-port'
import { createCallRouter } from './router'
import { isTrustedSender, PAGE_ORIGIN, type Sender } from './sender-guard'

const NonceSchema = z.string().min(16).max(64)

export interface IpcOptions {
  ipcMain: Pick<IpcMain, 'handle' | 'removeHandler' | 'on' | 'off'>
  handlers: Handlers
  hub: Hub
  snapshot: () => Projection
  isOurWindow: (webContentsId: number) => boolean
  log: Logger
}

/**
 * Opens the IPC door: operation calls, and one event port for each document.
 * @returns how to close it
 */
export function openIpc(options: IpcOptions): () => void {
  const { ipcMain, handlers, hub, snapshot, isOurWindow, log } = options
  const ports = new Map<number, (reason: string) => void>()
  const call = createCallRouter(handlers, log)

  const refuse = (event: Sender) => {
    if (isTrustedSender(event, isOurWindow)) return false
    log.warn(`Refused a message from ${event.senderFrame?.origin ?? 'a frame that is gone'}.`)
    return true
  }

  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown) => {
    if (!refuse(event)) return call(name, input)
    const error = new AppError('forbidden', 'This page may not call Wheelhouse.')
    return { ok: false, error: error.toWire() }
  })

  const openPort = (contents: WebContents, nonce: string) => {
    ports.get(contents.id)?.('replaced')
    const { port1, port2 } = new MessageChannelMain()
    // First, because it throws when the page is gone: nothing is open then.
    contents.postMessage(EVENTS_CHANNEL, { nonce }, [port2])
    const onClose = () => {
      if (ports.get(contents.id) === end) ports.delete(contents.id)
      release()
    }
    const end = streamToPort({ port: port1, hub, snapshot, log, onClose })
    const release = endWithDocument(contents, end)
    ports.set(contents.id, end)
  }
  const onPortRequest = (event: IpcMainEvent, nonce: unknown) => {
    const parsed = NonceSchema.safeParse(nonce)
    if (refuse(event) || !parsed.success) return
    try {
      openPort(event.sender, parsed.data)
    } catch (error) {
      log.error('An event port could not be opened.', error)
    }
  }
  ipcMain.on(EVENTS_CHANNEL, onPortRequest)

  return () => {
    ipcMain.removeHandler(CALL_CHANNEL)
    ipcMain.off(EVENTS_CHANNEL, onPortRequest)
    for (const end of [...ports.values()]) end('Wheelhouse is closing.')
  }
}

// A port must not outlive the document that asked for it: Electron closes it only when the page
// collects it.
function endWithDocument(contents: WebContents, end: (reason: string) => void): () => void {
  // A navigation to anywhere else is refused (page-policy), but has started by then.
  const navigated = (details: { url: string; isMainFrame: boolean; isSameDocument: boolean }) => {
    const isLeaving = details.isMainFrame && !details.isSameDocument
    if (isLeaving && details.url.startsWith(`${PAGE_ORIGIN}/`)) end('the page was left')
  }
  const gone = () => end('the page is gone')
  contents.on('did-start-navigation', navigated)
  contents.on('render-process-gone', gone)
  contents.once('destroyed', gone)
  return () => {
    contents.off('did-start-navigation', navigated)
    contents.off('render-process-gone', gone)
    contents.off('destroyed', gone)
  }
}
