import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask } from '../sessions/engine-answer'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { createEngine, type Engine } from './engine'
import { engineFolders } from './engine-folders'

let folders: TemporaryFolders
let engines: Engine[]
beforeEach(() => {
  folders = makeTemporaryFolders()
  engines = []
})
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()))
  folders.remove()
})

function make(more: NodeJS.ProcessEnv = {}) {
  const log = recordLog()
  const env = { ...folders.env, ...more }
  const engine = createEngine({ log, directory: join(folders.userData, 'engine'), env })
  engines.push(engine)
  return { log, engine }
}
const thrown = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  )
/** All that a person, a client or the log could be shown. */
const all = (...values: unknown[]) => inspect(values, { depth: 20, maxStringLength: null })

const PLANTED = /SECRET/
const BROKEN: [flaw: string, text: string, told: RegExp][] = [
  [
    'a comma too many',
    '{\n  "model": "a/b",,\n  "provider": {"a": {"options": {"apiKey": "sk-SECRET"}}}\n}\n',
    /opencode\.json is not valid JSON.*PropertyNameExpected at line 2, column 18/,
  ],
  [
    'a quote that is missing',
    '{"provider": {"a": {"options": {"apiKey": "sk-SECRET}}}}',
    /opencode\.json is not valid JSON.* at line 1, column/,
  ],
  ['a key alone', 'sk-SECRET', /opencode\.json is not valid JSON/],
  [
    'more than is kept of an output',
    `{"apiKey": "sk-SECRET",, "more": "${'sk-SECRET '.repeat(8_000)}"}`,
    /is not valid JSON/,
  ],
  [
    'values of a wrong type',
    JSON.stringify({
      provider: { a: { options: { apiKey: ['sk-SECRET 1'] }, models: 'sk-SECRET 2' } },
      mcp: { b: { type: 'remote', url: 'http://a', headers: 'Bearer SECRET' } },
    }),
    /Expected string[^,]* provider\.a\.options\.apiKey\n[^,]*mcp\.b\.headers/,
  ],
]

test.each(BROKEN)(
  'a global configuration with %s stops the engine, which tells nothing of it but where',
  async (_, text, told) => {
    const { config } = engineFolders(folders.env, folders.project)
    mkdirSync(config, { recursive: true })
    writeFileSync(join(config, 'opencode.json'), text)
    const { engine, log } = make()
    const error = await thrown(engine.startEngine(folders.project))
    expect(engine.getEngineStatus().state).toBe('failed')
    expect(engine.getEngineStatus().lastError?.output).toMatch(told)
    expect(all(error, engine.getEngineStatus(), log)).not.toMatch(PLANTED)
  },
)

test('calls that a configuration is in the way of say where, and nothing that stands in it', async () => {
  const named = join(folders.project, 'named.json')
  writeFileSync(named, '{\n"apiKey": "sk-SECRET",,\n}')
  const content = JSON.stringify({ provider: { a: { options: { apiKey: ['sk-SECRET'] } } } })
  for (const [more, told] of [
    [{ OPENCODE_CONFIG: named }, /named\.json: .*PropertyNameExpected at line 2, column/],
    [
      { OPENCODE_CONFIG_CONTENT: content },
      /OPENCODE_CONFIG_CONTENT: provider\.a\.options\.apiKey: Expected string/,
    ],
  ] as const) {
    const { engine, log } = make(more)
    await engine.startEngine(folders.project)
    const client = engine.getClient()
    const errors = [
      await thrown(ask(client.session.create({}))),
      await thrown(ask(client.provider.list({}))),
    ]
    for (const error of errors) expect(String(error)).toMatch(told)
    expect(all(errors, engine.getEngineStatus(), log)).not.toMatch(PLANTED)
    await engine.stopEngine()
  }
})
