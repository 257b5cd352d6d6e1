import { spawnSync } from 'node:child_process'
import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { AppError } from '../../shared/errors'
import { closing, quoted } from '../remedies'
import { type Ourselves, walkSteadily, whoMayWrite } from '../steady-path'

/** Names skills, whose words come before a model; each says which commands to run. */
const SKILLS = ['.claude/skills', '.agents/skills']
/** Names that the engine looks for in a project beside: servers and plugins that it runs, words that it follows. */
const PROJECT = [
  'opencode.json',
  'opencode.jsonc',
  '.opencode',
  'AGENTS.md',
  'CLAUDE.md',
  'CONTEXT.md',
]
/** Levels below such a folder in which plugins, commands, tools and agents stand. */
const DEPTH = 2
/** Ends a git that does not answer, ms. */
const GIT_MS = 5_000

/** A thing that others could have the engine run, and how. */
interface Trouble {
  path: string
  fact: string
  remedy: string
}

/**
 * Refuses a directory in which the engine would run or follow what another user wrote, or can write.
 * It looks for configuration in the directory and in each folder above it, up to the root of the git
 * repository or, where there is none, of the file system (1.18.33), and runs the plugins and MCP
 * servers that it finds as soon as the directory is used in any way.
 * @param env the engine's environment
 * @throws AppError `invalid_input` that names `directory`, the file, whose it is and the remedy
 */
export function requireTrustedProject(
  directory: string,
  env: NodeJS.ProcessEnv,
  us: Ourselves,
): void {
  const real = whereItIs(directory)
  if (real === undefined) return
  const isOff = /^(?:1|true)$/i.test(env.OPENCODE_DISABLE_PROJECT_CONFIG ?? '')
  const names = isOff ? SKILLS : [...PROJECT, ...SKILLS]
  for (const folder of upwards(real)) {
    const trouble = troubleIn(
      names.map((name) => join(folder, name)),
      us,
    )
    if (!trouble) continue
    const repository = upwards(real).find((it) => isThere(join(it, '.git')))
    if (folder !== real && repository && isBeyondRoot(folder, repository, env)) return
    const isInside = repository !== undefined && folder.length >= repository.length
    if (isInside && isSafeToGit(repository, env)) continue
    // Git refuses a repository of others, and the engine then looks further up.
    const isRefused = repository !== undefined && lstatSync(repository).uid !== us.uid
    const ways = [
      trouble.remedy,
      ...(repository !== undefined && (isInside || isRefused)
        ? [
            `if you trust all who can write there, run “git config --global --add safe.directory ${quoted(repository)}”`,
          ]
        : []),
      ...(folder === real || isRefused
        ? []
        : [`run “git init” in ${real}, beyond which the engine looks no further`]),
      'set OPENCODE_DISABLE_PROJECT_CONFIG=1, with which it reads none but skills',
    ]
    throw new AppError(
      'invalid_input',
      `${trouble.fact}. The engine would run or follow what stands in it as you. Work in another folder, or ${ways.join('; or ')}.`,
      { details: [{ path: 'directory', message: `would run ${trouble.path}` }] },
    )
  }
}

/**
 * Looks for what others wrote, or can write, in files and folders that the engine reads.
 * @param depth how many levels below a folder are looked at
 * @returns the first of it
 */
export function troubleIn(
  paths: readonly string[],
  us: Ourselves,
  depth = DEPTH,
): Trouble | undefined {
  for (const path of paths) {
    const trouble = isThere(path) ? troubleAt(path, us, depth) : undefined
    if (trouble) return trouble
  }
  return undefined
}

function troubleAt(path: string, us: Ourselves, depth: number): Trouble | undefined {
  const found = walkSteadily(path, us)
  switch (found.kind) {
    case 'missing':
    case 'endless':
      // A link to nowhere: the engine reads nothing either.
      return undefined
    case 'foreign':
      return {
        path,
        fact: `${found.path} belongs to another user (uid ${found.owner})`,
        remedy: 'have it taken away',
      }
    case 'open':
      return {
        path,
        fact: `${path} could be replaced by other users, as ${found.whom} may write in ${found.folder}`,
        remedy: `take that away (${closing(found.folder)})`,
      }
    case 'found':
  }
  const whom = whoMayWrite(found.path, found.stats, us)
  if (whom !== undefined) {
    return {
      path,
      fact: `${found.path} can be written by other users (${whom})`,
      remedy: `take that away (${closing(found.path)})`,
    }
  }
  if (!found.stats.isDirectory() || depth === 0) return undefined
  for (const name of entriesOf(found.path)) {
    const trouble = troubleAt(join(found.path, name), us, depth - 1)
    if (trouble) return trouble
  }
  return undefined
}

/**
 * Tells whether a folder is above the root of a repository, as git says it.
 * @param within where the repository seems to be
 */
function isBeyondRoot(folder: string, within: string, env: NodeJS.ProcessEnv): boolean {
  const { status, stdout } = askGit(['rev-parse', '--show-toplevel'], within, env)
  // It refuses a repository of others, and the engine then looks further up.
  if (status !== 0) return false
  const root = stdout.replace(/\n$/, '')
  return root.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/**
 * Tells whether a person told git to trust a repository of others: what git then runs of it, its hooks
 * say, is no less than what the engine does.
 */
function isSafeToGit(repository: string, env: NodeJS.ProcessEnv): boolean {
  // In no repository: one cannot name itself.
  const asked = ['config', '-z', '--type=path', '--get-all', 'safe.directory']
  const { stdout } = askGit(asked, sep, env)
  const named = stdout.split('\0').slice(0, -1)
  // An empty one takes back all before it (git-config).
  const left = named.slice(named.lastIndexOf('') + 1)
  return left.some((it) => it === '*' || it === repository || isWithinAll(it, repository))
}

/** Asks git about a folder, whatever repository the environment names. @returns nothing printed where there is no git */
function askGit(args: string[], cwd: string, env: NodeJS.ProcessEnv) {
  const inherited = Object.entries(env).filter(([name]) => !name.startsWith('GIT_'))
  const { status, stdout } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: Object.fromEntries(inherited),
    timeout: GIT_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return { status, stdout: stdout ?? '' }
}

/** Tells whether "/folder/*" names a folder within, as git does from 2.46 on. */
const isWithinAll = (named: string, repository: string) =>
  named.endsWith('/*') && repository.startsWith(named.slice(0, -1))

function upwards(directory: string): string[] {
  const above = dirname(directory)
  return above === directory ? [directory] : [directory, ...upwards(above)]
}

function whereItIs(directory: string): string | undefined {
  try {
    return realpathSync(directory)
  } catch {
    // Not there, or not ours to look into: whoever uses it says so.
    return undefined
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // In a folder that we may not look into: nor may the engine.
    return false
  }
}

/** Lists a folder but for what npm puts there, which the engine loads for what else stands there. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => basename(name) !== 'node_modules')
  } catch {
    // Not ours to read, nor the engine's.
    return []
  }
}
