import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ourUid } from '../owners'
import { ourselves } from '../steady-path'
import { isRoot, STRANGER } from '../testing/other-user'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { requireTrustedProject } from './trusted-files'

let folders: TemporaryFolders
/** Sticky and open to all, as /tmp. */
let shared: string
let project: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  shared = join(folders.home, 'shared')
  project = join(shared, 'mine/project')
  mkdirSync(project, { recursive: true })
  chmodSync(shared, 0o1777)
})
afterEach(() => folders.remove())

const ask = (more: NodeJS.ProcessEnv = {}, directory = project) =>
  requireTrustedProject(
    directory,
    { ...process.env, HOME: folders.home, XDG_CONFIG_HOME: folders.home, ...more },
    ourselves(ourUid() ?? 0),
  )
const put = (path: string, mode = 0o644) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '{}')
  chmodSync(path, mode)
}
const refusal = (...parts: string[]) =>
  expect.objectContaining({
    code: 'invalid_input',
    message: expect.stringMatching(new RegExp(parts.join('.*'))),
    details: [expect.objectContaining({ path: 'directory' })],
  })
const READ = [
  ...['opencode.json', 'opencode.jsonc', 'AGENTS.md', 'CLAUDE.md', 'CONTEXT.md'],
  ...['.opencode/opencode.json', '.opencode/plugin/x.js', '.opencode/command/x.md'],
  ...['.claude/skills/x/SKILL.md', '.agents/skills/x/SKILL.md'],
]

describe.skipIf(process.platform === 'win32')('a project', () => {
  it('with files of ours, in a shared place too, is used', () => {
    for (const name of READ) put(join(project, name))
    expect(() => ask()).not.toThrow()
  })

  it.each(READ)('is refused where others can write its %s, or that of a folder above', (name) => {
    for (const folder of [project, dirname(project), shared]) {
      put(join(folder, name), 0o666)
      const path = join(folder, name)
      expect(() => ask()).toThrow(refusal(`${path} can be written`, `chmod go-w ${path}`))
      rmSync(path)
    }
    expect(() => ask()).not.toThrow()
  })

  it('of others is used where git was told to trust the repository, and nothing above it', () => {
    execFileSync('git', ['init', '-q', project])
    put(join(project, 'AGENTS.md'), 0o666)
    expect(() => ask()).toThrow(refusal('AGENTS.md can be written', `safe.directory ${project}`))
    const trust = (...named: string[]) => {
      const lines = named.map((it) => `  directory = ${it}\n`)
      writeFileSync(join(folders.home, '.gitconfig'), `[safe]\n${lines.join('')}`)
    }
    const within = `~${project.slice(folders.home.length)}`
    const all = [
      [project],
      ['*'],
      ['/other', project],
      ['*', '""', project],
      [within],
      [`${shared}/*`],
    ]
    for (const each of all) {
      trust(...each)
      expect(() => ask()).not.toThrow()
    }
    for (const none of [['/other'], [project, '""'], [shared]]) {
      trust(...none)
      expect(() => ask()).toThrow('AGENTS.md can be written')
    }
    trust('*')
    rmSync(join(project, '.git'), { recursive: true })
    expect(() => ask()).toThrow('AGENTS.md can be written')
  })

  it('is refused where others can put another file in the place of ours, or add one to a folder of ours', () => {
    put(join(project, 'AGENTS.md'))
    chmodSync(project, 0o777)
    expect(() => ask()).toThrow(refusal('AGENTS.md could be replaced', 'everybody'))
    chmodSync(project, 0o755)
    mkdirSync(join(project, '.opencode/plugin'), { recursive: true })
    chmodSync(join(project, '.opencode/plugin'), 0o1777)
    expect(() => ask()).toThrow(refusal('plugin can be written'))
  })

  it('is used where others may write and the engine finds nothing', () => {
    chmodSync(project, 0o777)
    expect(() => ask()).not.toThrow()
    expect(() => ask({}, join(project, 'not/there'))).not.toThrow()
  })

  it('is judged by where links lead', () => {
    put(join(shared, 'elsewhere/agents.md'), 0o666)
    symlinkSync(join(shared, 'elsewhere/agents.md'), join(project, 'AGENTS.md'))
    symlinkSync(project, join(folders.home, 'link'))
    expect(() => ask({}, join(folders.home, 'link'))).toThrow(refusal('agents.md can be written'))
  })

  it('in a repository is used whatever is above that, which the refusal of others names', () => {
    put(join(shared, 'opencode.json'), 0o666)
    expect(() => ask()).toThrow(refusal(`run “git init” in ${project}`))
    // The engine takes one without a repository in it for none.
    mkdirSync(join(project, '.git'))
    expect(() => ask()).toThrow(refusal('opencode.json can be written'))
    execFileSync('git', ['init', '-q', dirname(project)])
    expect(() => ask()).not.toThrow()
    put(join(dirname(project), 'opencode.json'), 0o666)
    expect(() => ask()).toThrow(refusal('mine/opencode.json can be written'))
  })

  it('is used without its configuration where the engine was told to leave that alone, but for skills', () => {
    const off = { OPENCODE_DISABLE_PROJECT_CONFIG: '1' }
    put(join(project, 'opencode.json'), 0o666)
    expect(() => ask()).toThrow(refusal('OPENCODE_DISABLE_PROJECT_CONFIG=1'))
    expect(() => ask(off)).not.toThrow()
    put(join(project, '.claude/skills/x/SKILL.md'), 0o666)
    expect(() => ask(off)).toThrow(refusal('SKILL.md can be written'))
  })

  it.runIf(isRoot)(
    'in a repository of others, with a file above it, is told of what git trusts',
    () => {
      put(join(shared, 'opencode.json'), 0o666)
      execFileSync('git', ['init', '-q', project])
      chownSync(project, STRANGER, STRANGER)
      chownSync(join(project, '.git'), STRANGER, STRANGER)
      const words = expect.objectContaining({ message: expect.not.stringContaining('git init') })
      expect(() => ask()).toThrow(words)
      expect(() => ask()).toThrow(refusal(`safe.directory ${project}`))
    },
  )

  it.runIf(isRoot)('is refused where a stranger put something beside it, or above', () => {
    for (const name of ['opencode.json', '.opencode/plugin/x.js']) {
      put(join(shared, name))
      const first = join(shared, name.split('/')[0] ?? '')
      chownSync(first, STRANGER, STRANGER)
      expect(() => ask()).toThrow(refusal(`${first} belongs to another user`, String(STRANGER)))
      rmSync(first, { recursive: true })
    }
    put(join(project, '.opencode/plugin/x.js'))
    chownSync(join(project, '.opencode/plugin/x.js'), STRANGER, STRANGER)
    expect(() => ask()).toThrow(refusal('plugin/x.js belongs to another user'))
  })
})
