import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { knownSecrets, secretHider } from './known-secrets'

let home: string
let config: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wheelhouse-secrets-'))
  config = join(home, '.config/opencode')
  mkdirSync(config, { recursive: true })
  mkdirSync(join(home, '.local/share/opencode'), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true }))

const found = (env: Record<string, string> = {}) => knownSecrets({ HOME: home, ...env }, home)
const CONFIG = {
  model: 'acme/model-of-note',
  provider: {
    acme: { options: { apiKey: 'sk-one-1', baseURL: 'http://me:pass@host/v1?key=query-secret-2' } },
  },
  mcp: {
    remote: {
      type: 'remote',
      url: 'http://host/x',
      headers: { 'X-Any': 'Bearer header-secret-3' },
    },
    local: {
      type: 'local',
      command: ['srv', '--flag', 'argument-4'],
      environment: { ANY: 'variable "5"', PIN: 123_456 },
    },
  },
}
const SECRETS = [
  'sk-one-1',
  'query-secret-2',
  'header-secret-3',
  'argument-4',
  'variable \\"5\\"',
  '123456',
]

describe('the keys of a configuration', () => {
  it.each([
    ['whole', (text: string) => text],
    ['with a comma too many', (text: string) => text.replace('{', '{,,')],
    ['with comments and a trailing comma', (text: string) => `// a\n${text.replace(/\}$/, ',}')}`],
    ['cut off', (text: string) => text.slice(0, -3)],
  ])('are found in a file that is %s', (_, spoil) => {
    writeFileSync(join(config, 'opencode.json'), spoil(JSON.stringify(CONFIG)))
    expect(found()).toEqual(expect.arrayContaining(SECRETS))
    expect(found()).not.toContain('acme/model-of-note')
    expect(found()).not.toContain('remote')
  })

  it('are found wherever the engine reads', () => {
    const files = [
      join(config, 'opencode.jsonc'),
      join(home, 'opencode.json'),
      join(home, 'named.json'),
      join(home, 'folder/opencode.json'),
      join(home, '.local/share/opencode/auth.json'),
    ]
    for (const [index, file] of files.entries()) {
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, JSON.stringify({ any: { key: `secret-of-file-${index}` } }))
    }
    const secrets = found({
      OPENCODE_CONFIG: 'named.json',
      OPENCODE_CONFIG_DIR: join(home, 'folder'),
      OPENCODE_CONFIG_CONTENT: '{"token": "secret-of-content"}',
      OPENCODE_AUTH_CONTENT: '{"a": {"access": "secret-of-auth"}}',
      ACME_API_KEY: 'secret-of-variable',
      EDITOR: 'no-secret',
    })
    expect(secrets).toEqual(
      expect.arrayContaining([
        ...files.map((_, index) => `secret-of-file-${index}`),
        'secret-of-content',
        'secret-of-auth',
        'secret-of-variable',
      ]),
    )
    expect(secrets).not.toContain('no-secret')
  })

  it('are those that a configuration refers to, too', () => {
    writeFileSync(join(config, 'key.txt'), 'secret-in-file\n')
    const text = '{"apiKey": "{file:key.txt}", "headers": {"A": "Bearer {env:MINE}"}}'
    writeFileSync(join(config, 'opencode.json'), text)
    expect(found({ MINE: 'secret-in-variable' })).toEqual(
      expect.arrayContaining(['secret-in-file', 'secret-in-variable']),
    )
    expect(found()).not.toContain('{file:key.txt}')
  })

  it('are none where nothing can be read, or is what no file of keys is', () => {
    mkdirSync(join(config, 'opencode.json'))
    writeFileSync(join(config, 'config.json'), `{"key":${'['.repeat(100_000)}`)
    writeFileSync(join(config, 'opencode.jsonc'), '{"key": "secret"}')
    chmodSync(join(config, 'opencode.jsonc'), 0)
    const mayReadAll = process.getuid?.() === 0
    expect(found()).toEqual(mayReadAll ? ['secret'] : [])
  })

  it('are no paths that are there, which are what is wrong at times', () => {
    const text = JSON.stringify({ command: ['/nowhere/at-all', home] })
    writeFileSync(join(config, 'opencode.json'), text)
    expect(found()).toEqual(['/nowhere/at-all'])
  })
})

describe('what the engine says', () => {
  it('is said without the keys of then and of now', () => {
    const file = join(config, 'opencode.json')
    writeFileSync(file, '{"apiKey": "sk-of-then", "headers": {"A": "Bearer sk-of-then-too"}}')
    const hide = secretHider({ HOME: home }, home)
    writeFileSync(file, '{"apiKey": "sk-of-now"}')
    expect(hide('Error: sk-of-then, Bearer sk-of-then-too, sk-of-then-too, sk-of-now')).toBe(
      'Error: [hidden], [hidden], [hidden], [hidden]',
    )
    expect(hide('')).toBe('')
  })
})
