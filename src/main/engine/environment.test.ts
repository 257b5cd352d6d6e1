import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { demoEnvironment } from '../demo/environment'
import {
  ENVIRONMENT,
  type Environment,
  engineEnvironment,
  type Given,
  isNamed,
  ownEnvironment,
  type Row,
} from './environment'

const GIVEN: Given = { projectDir: '/work/project', password: 'secret', programs: '/ours/bin' }
const SAMPLE = 'http://example.org'
const from = (theirs: Environment, given: Given = GIVEN) => engineEnvironment(theirs, given)

/** Names that a row stands for, of the forms that are patterns. */
const EXAMPLES = [
  'LANG LC_ALL HOME USER TERM DISPLAY WAYLAND_DISPLAY SSH_AUTH_SOCK XDG_RUNTIME_DIR',
  'BUN_INSPECT BUN_INSPECT_PRELOAD BUN_INSPECT_NOTIFY BUN_INSPECT_CONNECT_TO',
  'WHEELHOUSE_TOKEN WHEELHOUSE_ENGINE_PASSWORD WHEELHOUSE_ENGINE_ID WHEELHOUSE_LAUNCH_BINARY',
  'GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0 GIT_CONFIG_GLOBAL',
  'GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_PREFIX',
  'GIT_DEFAULT_HASH GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS',
  'npm_lifecycle_event npm_package_json npm_config_ignore_scripts npm_config_noproxy npm_config_local_prefix INIT_CWD NODE',
].flatMap((line) => line.split(' '))
const examplesOf = ({ names }: Row) =>
  names instanceof RegExp ? EXAMPLES.filter((name) => names.test(name)) : names

describe.each(ENVIRONMENT.map((row) => [`${row.names}`, row] as const))('%s', (_names, row) => {
  const theirs = {
    ...Object.fromEntries(examplesOf(row).map((name) => [name, SAMPLE])),
    ...(row.when && { npm_lifecycle_event: 'start' }),
  }
  const { names, fate, why } = row

  it(`is ${fate}`, () => {
    expect(examplesOf(row)).not.toEqual([])
    expect(why).toMatch(/\.$/)
    const folders = { TMPDIR: '/ours/temporary', BUN_TMPDIR: '/ours/libraries' }
    const engine = from({ HTTP_PROXY: SAMPLE, ...theirs }, { ...GIVEN, folders, shell: '/bin/sh' })
    for (const name of examplesOf(row)) {
      const value = engine[name]
      if (fate === 'taken out') expect(value, name).toBeUndefined()
      if (fate === 'passed' || fate === 'merged') expect(value, name).toBe(SAMPLE)
      if (fate === 'added to') expect(value, name).toMatch(new RegExp(`^${SAMPLE}.+`))
    }
    if (fate === 'set') {
      const set = Object.keys(engine).filter((name) => engine[name] !== SAMPLE)
      expect(set.filter((name) => isNamed(name, names))).not.toEqual([])
    }
  })
})

describe('the engine’s environment', () => {
  it('is the person’s in all that no row names', () => {
    const name = fc.string({ minLength: 1 }).filter((name) => {
      return !ENVIRONMENT.some((row) => isNamed(name, row.names)) && name !== '__proto__'
    })
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (theirs) => {
        expect(from(theirs)).toMatchObject({ ...theirs })
      }),
    )
  })

  it('has a row for each variable that it changes', () => {
    const theirs = Object.fromEntries(EXAMPLES.map((name) => [name, SAMPLE]))
    const engine: Environment = from({ HTTP_PROXY: SAMPLE, ...theirs })
    const changed = Object.keys({ ...engine, ...theirs }).filter(
      (name) => engine[name] !== (theirs[name] ?? (name === 'HTTP_PROXY' ? SAMPLE : undefined)),
    )
    const unexplained = changed.filter(
      (name) => !ENVIRONMENT.some(({ names, fate }) => fate !== 'passed' && isNamed(name, names)),
    )
    expect(unexplained).toEqual([])
  })

  it('is as the engine wants it, whatever the person has', () => {
    const theirs = { OPENCODE_SERVER_USERNAME: 'bob', OPENCODE_SERVER_PASSWORD: 'x', PWD: '/' }
    expect(from(theirs)).toMatchObject({
      OPENCODE_SERVER_USERNAME: 'opencode',
      OPENCODE_SERVER_PASSWORD: 'secret',
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      PWD: '/work/project',
    })
  })

  it('has our programs last, and no empty place in PATH, which would be the project itself', () => {
    expect(from({ PATH: '/usr/bin' }).PATH).toBe(['/usr/bin', '/ours/bin'].join(delimiter))
    expect(from({}).PATH).toBe('/ours/bin')
    expect(from({ PATH: '/usr/bin' }, { ...GIVEN, programs: undefined }).PATH).toBe('/usr/bin')
  })

  it('has the person’s shell where there is no need of another', () => {
    expect(from({ SHELL: '/bin/zsh' }).SHELL).toBe('/bin/zsh')
    expect(from({})).not.toHaveProperty('SHELL')
  })

  it('does without a variable that is undefined, as the demo’s are that it takes out', () => {
    const demo = demoEnvironment('/data')
    const taken = Object.entries(demo).filter(([, value]) => value === undefined)
    expect(taken.map(([name]) => name)).toContain('OPENCODE_DB')
    const mine: Environment = { OPENCODE_DB: '/mine.db', OPENCODE_CONFIG: '/mine.json' }
    const engine = from({ ...mine, ...demo })
    for (const [name] of taken) expect(engine).not.toHaveProperty(name)
    expect(engine.XDG_DATA_HOME).toBe(join('/data', 'demo', 'data'))
  })

  it('is rid of what npm adds for Wheelhouse’s own scripts, and of nothing else of npm’s', () => {
    const root = join('/home/me/wheelhouse')
    const npms = [
      join(root, 'node_modules/.bin'),
      join('/home/me/node_modules/.bin'),
      join('/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin'),
    ]
    const mine = [join('/home/me/other/node_modules/.bin'), join('/usr/bin')]
    const theirs = {
      PATH: [...npms, ...mine].join(delimiter),
      npm_config_local_prefix: root,
      npm_config_ignore_scripts: 'true',
      npm_config_prefix: '/usr',
      npm_config_userconfig: '/home/me/.npmrc',
      npm_config_registry: SAMPLE,
      npm_config_cafile: '/ca.pem',
    }
    const { npm_config_local_prefix: _, ...inNpm } = from({
      ...theirs,
      npm_lifecycle_event: 'start',
    })
    expect(inNpm).toMatchObject({
      PATH: [...mine, '/ours/bin'].join(delimiter),
      npm_config_userconfig: '/home/me/.npmrc',
      npm_config_registry: SAMPLE,
      npm_config_cafile: '/ca.pem',
    })
    expect(inNpm).not.toHaveProperty('npm_config_ignore_scripts')
    // With it nvm refuses to work in the agent's shell.
    expect(inNpm).not.toHaveProperty('npm_config_prefix')
    // Set by the person, outside of any script.
    expect(from(theirs)).toMatchObject({ npm_config_ignore_scripts: 'true' })
    expect(from(theirs).PATH).toContain(npms[0])
  })
})

describe('our own environment', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is the process’s, and a copy', () => {
    vi.stubEnv('WHEELHOUSE_TEST', 'before')
    const own = ownEnvironment()
    vi.stubEnv('WHEELHOUSE_TEST', 'after')
    expect(own.WHEELHOUSE_TEST).toBe('before')
    expect(own.PATH).toBe(process.env.PATH)
  })

  it('has of what Electron sets for itself what the person has', () => {
    vi.stubEnv('CHROME_DESKTOP', 'Electron.desktop')
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'disabled:')
    vi.stubEnv('GDK_BACKEND', 'x11')
    const engine = from(ownEnvironment(new Map([['GDK_BACKEND', 'wayland']])))
    expect(engine).not.toHaveProperty('CHROME_DESKTOP')
    expect(engine).not.toHaveProperty('DBUS_SESSION_BUS_ADDRESS')
    expect(engine.GDK_BACKEND).toBe('wayland')
  })

  it.runIf(process.platform === 'linux')('knows what the process was started with', () => {
    vi.stubEnv('CHROME_DESKTOP', 'Electron.desktop')
    expect(ownEnvironment().CHROME_DESKTOP).toBeUndefined()
  })
})
