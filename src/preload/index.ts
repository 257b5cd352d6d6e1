import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { type Bridge, CALL_CHANNEL, COMMAND_CHANNEL, EVENTS_CHANNEL } from '../shared/bridge'

const [version = ''] = process.argv
  .filter((argument) => argument.startsWith('--wheelhouse-version='))
  .map((argument) => argument.slice('--wheelhouse-version='.length))

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  openEvents: (nonce) => ipcRenderer.send(EVENTS_CHANNEL, nonce),
  pathOf: (file) => webUtils.getPathForFile(file),
  platform: process.platform,
  version,
}

// The context bridge cannot carry a MessagePort; a message to the page's own window can.
ipcRenderer.on(EVENTS_CHANNEL, (event, { nonce }: { nonce: string }) => {
  window.postMessage({ type: EVENTS_CHANNEL, nonce }, window.location.origin, event.ports)
})

ipcRenderer.on(COMMAND_CHANNEL, (_event, id: string) => {
  window.postMessage({ type: COMMAND_CHANNEL, id }, window.location.origin)
})

contextBridge.exposeInMainWorld('wheelhouse', bridge)
