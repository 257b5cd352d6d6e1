import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, type AppOptions, startApp } from '../app'
import { makeTemporaryFolders, type TemporaryFolders } from './temporary'

/** An app without Electron: the real engine, the scripted model and the real listener. */
export interface RunningApp {
  app: App
  folders: TemporaryFolders
  url: string
  token: string
  /** Sends a request as a companion tool would, with the token unless a header says otherwise. */
  request: (path: string, init?: RequestInit) => Promise<Response>
  /** POSTs JSON. */
  post: (path: string, body?: unknown) => Promise<Response>
  /** Stops everything and removes the folders. */
  end: () => Promise<void>
}

/**
 * Starts an app on folders of its own and waits until its engine answers and is followed.
 * @param options in place of the usual ones
 */
export async function runApp(options: Partial<AppOptions> = {}): Promise<RunningApp> {
  const folders = makeTemporaryFolders()
  const app = await startApp({
    projectDir: folders.project,
    userData: folders.userData,
    version: '0.0.0-test',
    port: 0,
    demo: true,
    env: {},
    ...options,
  })
  const end = async () => {
    await app.stop()
    folders.remove()
  }
  try {
    const [{ url }] = await Promise.all([app.listening, app.engineStarted])
    await app.events.connected()
    const { token } = JSON.parse(
      readFileSync(join(options.userData ?? folders.userData, 'server.json'), 'utf8'),
    )
    const request = (path: string, init: RequestInit = {}) =>
      fetch(new URL(path, url), {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      })
    const post = (path: string, body: unknown = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    return { app, folders, url, token, request, post, end }
  } catch (error) {
    await end()
    throw error
  }
}
