import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type OperationContext, operations } from '../../shared/operations'
import { type ScriptedModel, startScriptedModel } from '../demo/model'
import { configureLogging } from '../logging'
import { checked } from '../testing/checked'
import { type RunningApp, runApp } from '../testing/running-app'
import { createSession, isDelta, prompt } from '../testing/runs'
import { collect, until } from '../testing/sse'
import { makeTemporaryFolders } from '../testing/temporary'

const { project, home, env, remove } = makeTemporaryFolders()
const KEY = 'gsk-Zm9vYmFyLXNlY3JldA-4711'
const LOGIN_KEY = 'mst-key-of-the-login-4712'
const CODE = 'code-of-the-person-4713'
const INPUT = 'input-of-the-person-4714'
const CONFIG_KEY = 'sk-in-the-configuration-4715'
const HEADER = 'header-in-the-configuration-4716'
const IN_ADDRESS = 'in-an-address-4717'
const AGENT_KEY = 'sk-of-an-agent-4718'
const PASTED = 'sk-as-it-was-pasted-4719'
const SECRETS = [KEY, LOGIN_KEY, CODE, INPUT, CONFIG_KEY, HEADER, IN_ADDRESS, AGENT_KEY, PASTED]
/** An address with a name and a password in it. */
const withLogin = (url: string) => url.replace('://', `://ada:${IN_ADDRESS}@`)

// A provider with logins that need no network; `auto` waits for a file.
const PLUGIN = `
import { existsSync } from 'node:fs'
const begun = (method, callback) => ({ url: 'http://localhost/login', instructions: 'Go there', method, callback })
const success = { type: 'success', key: ${JSON.stringify(LOGIN_KEY)} }
export const Login = async () => ({
  auth: {
    provider: 'mistral',
    methods: [
      { type: 'oauth', label: 'Code', authorize: async () =>
        begun('code', async (code) => (code === ${JSON.stringify(CODE)} ? success : { type: 'failed' })) },
      { type: 'oauth', label: 'Auto', authorize: async () =>
        begun('auto', async () => {
          while (!existsSync(${JSON.stringify(join(home, 'done'))})) await new Promise((r) => setTimeout(r, 20))
          return success
        }) },
      { type: 'oauth', label: 'Broken', prompts: [{ type: 'text', key: 'host', message: 'Host' }],
        authorize: async ({ host }) => { throw new Error('no such host ' + host) } },
      { type: 'api', label: 'Key' },
    ],
  },
})
`

/** A provider as the engine's catalogue has it. */
const provider = (id: string) => ({
  id,
  name: id,
  env: [`${id.toUpperCase()}_API_KEY`],
  npm: '@ai-sdk/openai-compatible',
  api: 'http://127.0.0.1:9/v1',
  models: {
    swift: {
      id: 'swift',
      name: 'Swift',
      release_date: '2026-01-01',
      attachment: false,
      reasoning: false,
      temperature: true,
      tool_call: true,
      limit: { context: 32_000, output: 4_000 },
    },
  },
})
// The engine's own is read for two seconds whenever somebody asks; first-run.spec.ts looks at that.
const CATALOGUE = Object.fromEntries(['groq', 'mistral', 'openai'].map((id) => [id, provider(id)]))

/** A provider whose address or key is none. */
const broken = (baseURL: string, apiKey = CONFIG_KEY) => ({
  npm: '@ai-sdk/openai-compatible',
  name: 'Broken',
  options: { baseURL, apiKey },
  models: { one: { name: 'One' } },
})

/** What a person may have written with secrets in it; the model refuses that key. */
const configured = (url: string) => ({
  provider: {
    planted: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Planted',
      options: { baseURL: url, apiKey: CONFIG_KEY, headers: { 'x-secret': HEADER } },
      models: { one: { name: 'One', headers: { 'x-secret': HEADER } } },
    },
    addressed: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Addressed',
      options: { baseURL: withLogin(url), apiKey: CONFIG_KEY },
      models: { one: { name: 'One' } },
    },
    malformed: broken(withLogin('http://:no-port/v1')),
    portless: broken(`http://127.0.0.1:99999/${IN_ADDRESS}?key=${IN_ADDRESS}`),
    schemeless: broken(`127.0.0.1:9/${IN_ADDRESS}`),
    pasted: broken(url, `“${PASTED}”`),
  },
  agent: {
    planted: {
      mode: 'all',
      prompt: 'Be brief',
      model: 'planted/one',
      options: { apiKey: AGENT_KEY, nested: { authorization: AGENT_KEY } },
    },
  },
  command: { planted: { template: 'say hello', agent: 'planted' } },
  mcp: {
    planted: {
      type: 'remote',
      url: 'http://127.0.0.1:9/mcp',
      headers: { authorization: `Bearer ${HEADER}` },
    },
    pasted: {
      type: 'remote',
      url: 'http://127.0.0.1:9/mcp',
      headers: { authorization: `Bearer ${PASTED}\u200b` },
    },
    local: { type: 'local', command: ['false'], environment: { SECRET: HEADER } },
    addressed: { type: 'remote', url: withLogin('http://127.0.0.1:9/mcp') },
  },
})

let model: ScriptedModel
let running: RunningApp
/** All that came out of the REST door, and all events. */
const said: string[] = []
const leaving = new AbortController()
let listening: Promise<void>

beforeAll(async () => {
  configureLogging({ directory: home, level: 'silly' })
  const plugin = join(home, 'login.mjs')
  writeFileSync(plugin, PLUGIN)
  model = await startScriptedModel()
  const config = { ...model.config, plugin: [pathToFileURL(plugin).href] }
  writeFileSync(join(project, 'opencode.json'), JSON.stringify(config))
  // Not the demo: that one has no provider but its own.
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  writeFileSync(String(env.OPENCODE_MODELS_PATH), JSON.stringify(CATALOGUE))
  writeFileSync(join(home, '.config/opencode/opencode.json'), JSON.stringify(configured(model.url)))
  running = await runApp({ projectDir: project, demo: false })
  const events = await running.request('/api/events', { signal: leaving.signal })
  const decoder = new TextDecoderStream()
  const read = async () => {
    const body = events.body as unknown as ReadableStream<BufferSource>
    for await (const chunk of body.pipeThrough(decoder)) said.push(chunk)
  }
  listening = read().catch(() => undefined)
})
afterAll(async () => {
  leaving.abort()
  await listening
  await running?.end()
  await model?.close()
  vi.unstubAllEnvs()
  remove()
})

/** An answer that is kept to be searched. */
const kept = async (answer: Promise<Response>) => {
  const response = await answer
  const copy = response.clone()
  said.push(JSON.stringify([...copy.headers]), await copy.text())
  return response
}
const route = (rest = '') => `/api/providers${rest}`
const get = (rest = '') => kept(running.request(route(rest)))
const post = (rest: string, body: object) => kept(running.post(route(rest), body))
const connect = (id: string, key = KEY) => post(`/${id}/connect`, { key })
const disconnect = (id: string) =>
  kept(running.request(route(`/${id}/connect`), { method: 'DELETE' }))
const find = async (id: string) => {
  const { providers, defaults } = await checked('providers.list', await get())
  return { provider: providers.find((provider) => provider.id === id), default: defaults[id] }
}
const refusal = async (answer: Response) => {
  const { code, error } = await answer.json()
  return [answer.status, code, error]
}

test('the providers are listed, and those that are connected have models', async () => {
  const { providers, defaults } = await checked('providers.list', await get())
  expect(providers.map(({ id }) => id).sort()).toEqual([
    'addressed',
    'demo',
    'groq',
    'malformed',
    'mistral',
    'openai',
    'pasted',
    'planted',
    'portless',
    'schemeless',
  ])
  const connected = providers.filter((provider) => provider.connected)
  expect(providers.slice(0, connected.length)).toEqual(connected)
  expect(Object.keys(defaults).sort()).toEqual(connected.map(({ id }) => id).sort())
  expect(connected.flatMap(({ models }) => models).length).toBeGreaterThan(0)
  expect(providers.filter(({ connected: is, models }) => !is && models.length > 0)).toEqual([])
  const few = await checked('providers.list', await get('?which=connected'))
  expect(few).toMatchObject({ providers: connected, defaults })
  const methods = await checked('providers.auth', await get('/auth'))
  expect(methods.mistral?.map(({ label }) => label)).toEqual(['Code', 'Auto', 'Broken', 'Key'])
})

test('a provider is connected by a key and disconnected', async () => {
  expect((await find('groq')).provider).toMatchObject({ connected: false, models: [] })
  await checked('providers.connect', await connect('groq'))
  const { provider, default: model } = await find('groq')
  expect(provider).toMatchObject({ connected: true, source: 'api' })
  expect(provider?.models.map(({ id }) => id)).toContain(model)
  expect(storedKeys()).toContain(KEY)

  await checked('providers.disconnect', await disconnect('groq'))
  expect((await find('groq')).provider).toMatchObject({ connected: false, models: [] })
  expect(storedKeys()).not.toContain(KEY)
  await checked('providers.disconnect', await disconnect('groq'))
  // It would be repeated in the error of each run.
  const pasted = await refusal(await connect('groq', 'sk-in“side'))
  expect(pasted).toEqual([400, 'invalid_input', expect.stringContaining('U+201C')])
})

test('nothing is stored for a provider that is not there', async () => {
  const outcome = [404, 'not_found', expect.stringContaining('no provider nobody')]
  expect(await refusal(await connect('nobody'))).toEqual(outcome)
  expect(await refusal(await disconnect('nobody'))).toEqual(outcome)
  expect(storedKeys()).not.toContain(KEY)
  const begin = await post('/nobody/oauth/authorize', { method: 0 })
  expect(await refusal(begin)).toEqual(outcome)
})

test('a session at work keeps its run: nothing is changed until it has ended', async () => {
  const { id } = await createSession(running)
  const frames = await prompt(running, id, 'count to 5000')
  await until(frames, isDelta('2'))
  const outcome = [409, 'conflict', expect.stringContaining('wait until it has ended')]
  expect(await refusal(await connect('groq'))).toEqual(outcome)
  expect(await refusal(await disconnect('groq'))).toEqual(outcome)
  expect(await refusal(await post('/mistral/oauth/callback', { method: 1 }))).toEqual(outcome)
  expect(storedKeys()).not.toContain(KEY)
  await until(frames, isDelta('\n'))
  await checked('sessions.abort', await running.post(`/api/sessions/${id}/abort`))
  await collect(frames)
})

test('a login by a code', async () => {
  const begun = await post('/mistral/oauth/authorize', { method: 0 })
  expect(await checked('providers.authorize', begun)).toEqual({
    url: 'http://localhost/login',
    method: 'code',
    instructions: 'Go there',
  })
  const wrong = await post('/mistral/oauth/callback', { method: 0, code: `no-${CODE}` })
  expect(wrong.status).toBe(400)
  await checked(
    'providers.callback',
    await post('/mistral/oauth/callback', { method: 0, code: CODE }),
  )
  expect((await find('mistral')).provider).toMatchObject({ connected: true })
  await checked('providers.disconnect', await disconnect('mistral'))
})

test('a login that the engine waits for', async () => {
  await checked('providers.authorize', await post('/mistral/oauth/authorize', { method: 1 }))
  const finished = post('/mistral/oauth/callback', { method: 1 })
  expect((await find('mistral')).provider).toMatchObject({ connected: false })
  writeFileSync(join(home, 'done'), '')
  await checked('providers.callback', await finished)
  expect((await find('mistral')).provider).toMatchObject({ connected: true })
})

test('a login that cannot be', async () => {
  const begin = async (id: string, body: object) =>
    refusal(await post(`/${id}/oauth/authorize`, body))
  expect(await begin('groq', { method: 0 })).toEqual([
    404,
    'not_found',
    expect.stringContaining('API key'),
  ])
  for (const method of [3, 9]) {
    expect(await begin('mistral', { method })).toEqual([400, 'invalid_input', expect.anything()])
  }
  const broken = await begin('mistral', { method: 2, inputs: { host: INPUT } })
  expect(broken).toEqual([500, 'engine_error', expect.any(String)])
  const none = await post('/openai/oauth/callback', { method: 0, code: CODE })
  expect(await refusal(none)).toEqual([400, 'invalid_input', expect.stringContaining('Begin')])
})

test('a directory that is not there', async () => {
  for (const rest of ['', '/auth']) {
    const answer = await get(`${rest}?directory=${encodeURIComponent(join(home, 'nowhere'))}`)
    expect(answer.status).toBe(400)
  }
})

// The last one: it looks at all that the others made.
test('no secret was in an answer, an event or the log', async () => {
  await checked('providers.connect', await connect('groq'))
  expect((await find('groq')).provider).toMatchObject({ connected: true })
  expect(storedKeys()).toContain(KEY)
  const { id } = await createSession(running)
  const heard = () => said.some((text) => text.includes(id))
  await vi.waitUntil(heard, { timeout: 60_000 })

  // The provider refuses the key of the configuration, or its address is none, and the run's error tells of it.
  const runs = [
    { model: { providerID: 'planted', modelID: 'one' } },
    { model: { providerID: 'addressed', modelID: 'one' } },
    { agent: 'planted' },
    ...['malformed', 'portless', 'schemeless', 'pasted'].map((providerID) => ({
      model: { providerID, modelID: 'one' },
    })),
  ]
  for (const run of runs) {
    const body = { parts: [{ type: 'text', text: 'hello' }], ...run }
    const failed = await kept(running.post(`/api/sessions/${id}/prompt`, body))
    expect(await failed.text()).toContain('event: error')
  }
  await everyAnswer(id)
  // Its last words are told, too.
  const { pid } = await (await kept(running.request('/api/engine/status'))).json()
  process.kill(pid, 'SIGKILL')
  const isBack = async () => {
    const status = await (await kept(running.request('/api/engine/status'))).json()
    return status.restarts > 0 && status.state === 'ready'
  }
  await vi.waitUntil(isBack, { timeout: 60_000, interval: 200 })
  await everyAnswer(id)
  const everything = said.join('') + readFileSync(join(home, 'main.log'), 'utf8')
  expect(everything).toContain('Listening on')
  expect(SECRETS.filter((secret) => everything.includes(secret))).toEqual([])
})

/** Asks all that can be asked, at both doors; keeps what is said. */
async function everyAnswer(id: string): Promise<void> {
  const inputs: Record<string, Record<string, string>> = {
    'files.search': { query: 'a' },
    'files.read': { path: 'opencode.json' },
  }
  for (const [name, { method, path }] of Object.entries(operations)) {
    if (method !== 'GET') continue
    const query = new URLSearchParams(inputs[name]).toString()
    const address = `${path.replace(':id', id)}${query && `?${query}`}`
    const answer = await kept(running.request(address))
    expect([address, answer.status]).toEqual([address, 200])
    const input = { ...(path.includes(':id') && { id }), ...inputs[name] }
    const handler = running.app.handlers[name as keyof typeof operations] as (
      input: object,
      context: OperationContext,
    ) => Promise<unknown>
    said.push(JSON.stringify(await handler(input, { signal: leaving.signal })))
  }
  said.push(JSON.stringify(running.app.events.snapshot()))
}

/** What the engine keeps of keys and logins. */
function storedKeys(): string {
  const root = join(home, '.local/share')
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('auth.json'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('')
}
