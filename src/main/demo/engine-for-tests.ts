import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createOpencodeClient, type OpencodeClient } from '@opencode-ai/sdk/v2/client'
import type { GlobalEvent } from '@opencode-ai/sdk/v2/types'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { EngineConfig } from './model'
import { withoutPluginPackage } from './plugin-package'

type Payload = Extract<GlobalEvent['payload'], { properties: unknown }>
type Properties = { [Event in Payload as Event['type']]: Event['properties'] }

/** A real engine with a home and a project of its own. */
export type TestEngine = {
  /** Where it listens; it asks for no password. */
  url: string
  client: OpencodeClient
  /** The project: an empty directory. */
  directory: string
  /** What all events of one type said so far. */
  events: <Type extends keyof Properties>(type: Type) => Properties[Type][]
  /** Waits for an event of this type, past or to come; fails after 60 s. */
  until: <Type extends keyof Properties>(
    type: Type,
    fits: (properties: Properties[Type]) => boolean,
  ) => Promise<Properties[Type]>
  /** Ends the engine, waits for its exit and removes its files. */
  stop: () => Promise<void>
}

const WAIT = 60_000
const EXIT_WAIT = 5_000

/** Starts the engine of this platform with this configuration, and listens to its events. */
export async function startTestEngine(config: EngineConfig): Promise<TestEngine> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'wheelhouse-demo-')))
  const directory = join(home, 'project')
  await mkdir(directory)
  withoutPluginPackage(join(home, '.config/opencode'))
  // The engine's own catalogue takes it seconds to read.
  const catalogue = join(home, 'models.json')
  await writeFile(catalogue, '{}')
  const child = spawn(engineBinary(), ['serve', '--hostname=127.0.0.1', '--port=0'], {
    cwd: directory,
    env: {
      ...isolated(process.env),
      HOME: home,
      USERPROFILE: home,
      // Where it leaves its libraries: they go with the rest.
      BUN_TMPDIR: home,
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_MODELS_PATH: catalogue,
      OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const listening = new AbortController()
  const stop = async () => {
    listening.abort()
    await ended(child)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const url = await addressOf(child)
    const log = await listen(url, listening.signal)
    return { url, client: createOpencodeClient({ baseUrl: url }), directory, ...log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function engineBinary(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const manifest = createRequire(import.meta.url).resolve(
    `opencode-${platform}-${process.arch}/package.json`,
  )
  return join(dirname(manifest), 'bin', platform === 'windows' ? 'opencode.exe' : 'opencode')
}

function isolated(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(XDG_|OPENCODE)/.test(name)))
}

async function addressOf(child: ChildProcess): Promise<string> {
  const { stdout } = child
  if (stdout === null) throw new Error('the engine has no output')
  let said = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the engine does not listen: ${said}`)), WAIT)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the engine exited with ${code}: ${said}`)))
    stdout.setEncoding('utf8').on('data', (piece: string) => {
      said += piece
      const url = /listening on (http\S+)/.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
  })
}

async function listen(
  url: string,
  signal: AbortSignal,
): Promise<Pick<TestEngine, 'events' | 'until'>> {
  const log: Payload[] = []
  const listeners = new Set<(payload: Payload) => void>()
  const response = await fetch(`${url}/global/event`, { signal })
  const frames = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
  const read = async () => {
    for await (const { data } of frames ?? []) {
      const { payload }: { payload: Payload } = JSON.parse(data)
      log.push(payload)
      for (const listener of listeners) listener(payload)
    }
  }
  // It ends when the engine does; a test that still waits then fails by its own timer.
  read().catch(() => undefined)

  return {
    events: (type) =>
      log
        .map((payload) => propertiesOf(payload, type))
        .filter((properties) => properties !== undefined),
    until: (type, fits) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look)
          reject(new Error(`no ${type} that fits`))
        }, WAIT)
        const look = (payload: Payload) => {
          const properties = propertiesOf(payload, type)
          if (properties === undefined || !fits(properties)) return
          clearTimeout(timer)
          listeners.delete(look)
          resolve(properties)
        }
        listeners.add(look)
        for (const payload of log) look(payload)
      }),
  }
}

function propertiesOf<Type extends keyof Properties>(
  payload: Payload,
  type: Type,
): Properties[Type] | undefined {
  // The type names the properties, which the compiler cannot follow through a type parameter.
  return payload.type === type ? (payload.properties as Properties[Type]) : undefined
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), EXIT_WAIT)
  await exit
  clearTimeout(timer)
}
