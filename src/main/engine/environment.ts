import { readFileSync } from 'node:fs'
import { delimiter, isAbsolute, sep } from 'node:path'
import { ENGINE_USERNAME } from './connection'
import { withSnapshotSettings } from './git-environment'
import { directToThisMachine } from './proxy'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The variables that Electron sets or changes in its own process on Linux (33.2): a bus that is disabled, the window
 * system, its name. The agent's programs are no part of it.
 */
const ELECTRONS = [
  'CHROME_DESKTOP',
  'DBUS_SESSION_BUS_ADDRESS',
  'GDK_BACKEND',
  'NO_AT_BRIDGE',
  'ORIGINAL_XDG_CURRENT_DESKTOP',
]

/** What Wheelhouse has for the engine. */
export interface Given {
  projectDir: string
  password: string
  /** A folder with programs of ours, for whoever has none of their own. */
  programs?: string | undefined
  /** A temporary folder and the one for the engine's libraries, where they are needed. */
  folders?: Environment | undefined
  /** A shell, where the person's runs nothing. */
  shell?: string | undefined
}

/** How one kind of variable reaches the engine, and with it whatever the engine starts. */
export interface Row {
  /** The names, or their form. */
  names: readonly string[] | RegExp
  /** `added to` keeps what the person has in it, `merged` keeps it where ours says nothing else. */
  fate: 'passed' | 'set' | 'added to' | 'merged' | 'taken out'
  why: string
  /** Under which circumstance; always when absent. Otherwise it is passed. */
  when?: (theirs: Environment) => boolean
  /** The new values of some of the names; the others stay. */
  values?: (theirs: Environment, given: Given) => Environment
}

const inNpmScript = ({ npm_lifecycle_event }: Environment) => npm_lifecycle_event !== undefined

/**
 * All that Wheelhouse does about the person's environment on its way to the engine. What no row names
 * is passed as it is: an agent works with the person's tools.
 */
export const ENVIRONMENT: readonly Row[] = [
  {
    names: /^(LANG|LC_\w+|HOME|USER|LOGNAME|TERM|DISPLAY|WAYLAND_DISPLAY|SSH_AUTH_SOCK|XDG_\w+)$/,
    fate: 'passed',
    why: 'The tools that an agent runs are the person’s: their locale, display, keys and folders.',
  },
  {
    names: ELECTRONS,
    fate: 'passed',
    why: 'They are as Wheelhouse was started with them: what Electron makes of them for itself is not the person’s (ownEnvironment).',
  },
  {
    names: ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'],
    fate: 'passed',
    why: 'Providers may be reachable by way of the proxy only.',
  },
  {
    names: ['NO_PROXY', 'no_proxy'],
    fate: 'added to',
    why: 'A model on this machine, the demo’s too, is not reachable by way of a proxy.',
    values: (theirs) => directToThisMachine(theirs),
  },
  {
    names: ['PATH'],
    fate: 'added to',
    why: 'The agent’s searches need ripgrep. Ours comes last, so that the person’s own is taken; what npm put in front for Wheelhouse’s scripts would be taken for the project’s.',
    values: (theirs, { programs }) => ({
      PATH: [withoutNpmFolders(theirs), programs].filter(Boolean).join(delimiter),
    }),
  },
  {
    names: ['PWD'],
    fate: 'set',
    why: 'It is the project that the engine starts in.',
    values: (_theirs, { projectDir }) => ({ PWD: projectDir }),
  },
  {
    names: ['OPENCODE_SERVER_PASSWORD'],
    fate: 'set',
    why: 'Each start has its own, which the person’s must not become: whatever the engine starts can read this variable.',
    values: (_theirs, { password }) => ({ OPENCODE_SERVER_PASSWORD: password }),
  },
  {
    names: ['OPENCODE_SERVER_USERNAME'],
    fate: 'set',
    why: 'The engine would let in nobody but whom it names, and we come as the usual one.',
    values: () => ({ OPENCODE_SERVER_USERNAME: ENGINE_USERNAME }),
  },
  {
    names: ['OPENCODE_DISABLE_AUTOUPDATE'],
    fate: 'set',
    why: 'The engine is the one that this Wheelhouse was tested with.',
    values: () => ({ OPENCODE_DISABLE_AUTOUPDATE: '1' }),
  },
  {
    names: ['OPENCODE_CONFIG_CONTENT'],
    fate: 'merged',
    why: 'The SDK sets it from its argument, so that is the person’s and ours in one (config-content.ts).',
  },
  {
    names: ['TMPDIR', 'TMP', 'TEMP', 'BUN_TMPDIR'],
    fate: 'set',
    why: 'A temporary folder that cannot be used is replaced; libraries go where they are removed again (library-folder.ts). What can be used stays.',
    values: (_theirs, { folders }) => folders ?? {},
  },
  {
    names: ['SHELL'],
    fate: 'set',
    why: 'An account that is not for logging in has a shell that runs nothing: the agent’s commands would be “completed”, and none would have run (working-shell.ts). Any other stays.',
    values: (_theirs, { shell }) => (shell ? { SHELL: shell } : {}),
  },
  {
    names: /^GIT_CONFIG_(COUNT|KEY_\d+|VALUE_\d+)$/,
    fate: 'set',
    why: 'The engine reads names that git prints, and undoes a quoted one by deleting its file; and one file that git cannot add keeps all others out of its snapshots. What the person has there stays, and ours comes after it (git-environment.ts).',
    values: (theirs) => withSnapshotSettings(theirs),
  },
  {
    names: ['BUN_BE_BUN'],
    fate: 'taken out',
    why: 'It makes the engine’s executable a plain Bun, which knows no engine.',
  },
  {
    names: /^BUN_INSPECT/,
    fate: 'taken out',
    why: 'It opens a debugger in the engine, which asks nobody for a password, or runs code in it.',
  },
  {
    names: ['BUN_OPTIONS', 'NODE_OPTIONS', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'NODE_EXTRA_CA_CERTS'],
    fate: 'passed',
    why: 'The person’s Node, Bun and other programs are to run for the agent as they do elsewhere. The engine reads the certificates, and ignores both OPTIONS (opencode 1.18.33).',
  },
  {
    names: ['ELECTRON_RUN_AS_NODE', 'ELECTRON_NO_ASAR', 'ELECTRON_OVERRIDE_DIST_PATH'],
    fate: 'taken out',
    why: 'They are about the Electron that Wheelhouse runs in, and would break one that an agent starts.',
  },
  {
    names: /^WHEELHOUSE_/,
    fate: 'taken out',
    why: 'They are for Wheelhouse itself, and two of them are secrets. What its launcher needs is added after this.',
  },
  {
    names:
      /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|SHALLOW_FILE|QUARANTINE_PATH)$/,
    fate: 'taken out',
    why: 'Git sets them for what its hooks and aliases start. They name one repository, and the agent, and the engine’s snapshots, would write to that one from every project.',
  },
  {
    names: /^GIT_(DEFAULT_HASH|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)$/,
    fate: 'taken out',
    why: 'With another hash than that of its trees, or other rules for names, git takes none of the engine’s snapshots, and nothing can be undone (opencode 1.18.33).',
  },
  {
    names:
      /^(npm_lifecycle_\w+|npm_package_\w+|npm_command|npm_execpath|npm_node_execpath|npm_config_(local_prefix|global_prefix|prefix|allow_scripts|node_gyp|noproxy|user_agent|npm_version|save_exact|omit_lockfile_registry_resolved|ignore_scripts|fund|audit|update_notifier)|INIT_CWD|NODE|COLOR)$/,
    fate: 'taken out',
    why: '“npm start” adds them for Wheelhouse’s own folder and its .npmrc: the agent’s npm would leave out the install scripts of the person’s project.',
    when: inNpmScript,
  },
]

/**
 * The environment that the engine is started in.
 * @param theirs the person's
 */
export function engineEnvironment(theirs: Environment, given: Given): Record<string, string> {
  const result: Record<string, string | undefined> = { ...theirs }
  for (const { names, fate, when, values } of ENVIRONMENT) {
    if (when && !when(theirs)) continue
    if (fate === 'taken out') {
      for (const name of Object.keys(theirs)) if (isNamed(name, names)) delete result[name]
    }
    Object.assign(result, values?.(theirs, given))
  }
  return Object.fromEntries(
    Object.entries(result).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/**
 * Our own process's environment, in which Windows calls PATH as it likes, without what is Electron's.
 * @param first what the process was started with; undefined where the system does not tell
 */
export function ownEnvironment(first = startedWith()): Environment {
  const { PATH } = process.env
  const others = Object.entries(process.env).filter(([name]) => name.toUpperCase() !== 'PATH')
  const own: NodeJS.ProcessEnv = {
    ...Object.fromEntries(others),
    ...(PATH !== undefined && { PATH }),
  }
  if (first) for (const name of ELECTRONS) own[name] = first.get(name)
  return own
}

function startedWith(): ReadonlyMap<string, string> | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const lines = readFileSync('/proc/self/environ', 'utf8').split('\0').filter(Boolean)
    return new Map(lines.map((line) => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=/, '')]))
  } catch {
    // A system without /proc: Electron's own values are better than none of the person's.
    return undefined
  }
}

export const isNamed = (name: string, names: Row['names']) =>
  names instanceof RegExp ? names.test(name) : names.includes(name)

const NPM_ITSELF = `${sep}@npmcli${sep}run-script${sep}lib${sep}node-gyp-bin`

/** The PATH without the folders that npm puts in front of it for a script. */
function withoutNpmFolders(theirs: Environment): string {
  const { PATH = '', npm_config_local_prefix: root } = theirs
  if (!inNpmScript(theirs) || !root) return PATH
  const isNpms = (folder: string) => {
    if (folder.endsWith(NPM_ITSELF)) return true
    const end = `${sep}node_modules${sep}.bin`
    if (!isAbsolute(folder) || !folder.endsWith(end)) return false
    const above = folder.slice(0, -end.length)
    return root === above || root.startsWith(`${above}${sep}`)
  }
  return PATH.split(delimiter)
    .filter((folder) => !isNpms(folder))
    .join(delimiter)
}
