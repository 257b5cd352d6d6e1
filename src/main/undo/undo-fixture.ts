import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { MessageWithParts, Session } from '../../shared/engine-types'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import { SessionPlaces } from '../sessions/session-places'
import { recordLog } from '../testing/log'
import { createUndoHandlers } from './undo-handlers'

const SESSION = 'ses_1'

/** A git project, and an engine that keeps snapshots of it and undoes as the real one does, mistakes too. */
export function createUndoFixture(options: { canShow?: boolean; attached?: boolean } = {}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-undo-')))
  const worktree = join(root, 'project')
  const dataHome = join(root, 'data')
  const key = createHash('sha1').update(worktree).digest('hex')
  const gitDir = join(dataHome, 'opencode/snapshot/prj', key)
  mkdirSync(worktree)
  mkdirSync(gitDir, { recursive: true })
  const git = (...args: string[]) =>
    execFileSync('git', ['--git-dir', gitDir, '--work-tree', worktree, ...args], {
      cwd: worktree,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const canGit = (...args: string[]) => {
    try {
      return git(...args)
    } catch {
      // The engine goes by the exit code.
      return undefined
    }
  }
  git('init', '-q')

  const session = {
    id: SESSION,
    directory: worktree,
    projectID: 'prj',
    title: 'A title',
  } as Session
  const messages: MessageWithParts[] = []
  const statuses: Record<string, unknown> = {}
  const calls: string[] = []
  let failure: Error | undefined

  /** As the engine takes a snapshot: it goes on where git could not add. */
  const track = () => {
    canGit('-c', 'add.ignoreErrors=true', 'add', '-A')
    return git('write-tree').trim()
  }
  const isSeen = (name: string) => {
    const asked = spawnSync('git', ['check-ignore', '--no-index', '-q', name], { cwd: worktree })
    return asked.status !== 0
  }
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)

  /** As the engine does: what cannot be removed stays, without a word. */
  const tryToRemove = (file: string) => {
    try {
      unlinkSync(file)
    } catch (error) {
      ignored.push(error)
    }
  }
  const ignored: unknown[] = []

  /** As the engine restores the files of a step (opencode 1.18.33). */
  const restoreStep = (tree: string, files: readonly string[]) => {
    const names = files.map((file) => relative(worktree, file))
    const known = canGit('ls-tree', '--name-only', tree, '--', ...names)
    if (files.length > 1 && known !== undefined) {
      const found = new Set(lines(known))
      const there = files.filter((_, index) => found.has(names[index] ?? ''))
      if (there.length === 0 || canGit('checkout', tree, '--', ...there) !== undefined) {
        for (const file of files) if (!there.includes(file)) tryToRemove(file)
        return
      }
    }
    for (const [index, file] of files.entries()) {
      if (canGit('checkout', tree, '--', file) !== undefined) continue
      if (!canGit('ls-tree', tree, '--', names[index] ?? '')?.trim()) tryToRemove(file)
    }
  }

  const answers: Record<string, (input: never) => unknown> = {
    'session.get': () => ({ ...session }),
    'session.messages': () => messages,
    'session.update': () => ({ ...session }),
    'path.get': () => ({ worktree }),
    'project.current': () => ({ id: 'prj' }),
    'session.revert': ({ messageID }: { messageID: string }) => {
      if (failure) throw failure
      const snapshot = session.revert?.snapshot ?? track()
      if (session.revert) replaceTree(snapshot)
      const at = messages.findIndex(({ info }) => info.id === messageID)
      const seen = new Set<string>()
      for (const { parts } of messages.slice(at)) {
        for (const part of parts) {
          if (part.type !== 'patch') continue
          const files = part.files.filter((file) => !seen.has(file))
          for (const file of files) seen.add(file)
          if (files.length > 0) restoreStep(part.hash, files)
        }
      }
      session.revert = { messageID, snapshot, diff: '' }
      return { ...session }
    },
    'session.unrevert': () => {
      if (session.revert?.snapshot) replaceTree(session.revert.snapshot)
      delete session.revert
      return { ...session }
    },
    'v2.session.revert.clear': () => {
      if (options.canShow !== false) delete session.revert
    },
  }
  const replaceTree = (tree: string) => {
    git('read-tree', tree)
    git('checkout-index', '-a', '-f')
  }
  const callable = (name: string): unknown =>
    new Proxy(() => undefined, {
      get: (_, member) => callable(name ? `${name}.${String(member)}` : String(member)),
      apply: async (_, __, [input = {}]) => {
        calls.push(name)
        return { data: answers[name]?.(input as never), response: new Response('{}') }
      },
    })

  const engine = {
    getClient: () => callable(''),
    getEnvironment: () => ({ ...process.env, XDG_DATA_HOME: dataHome }),
    getEngineStatus: () => ({ attached: options.attached }),
  } as unknown as Engine
  const events = { snapshot: () => ({ statuses }) } as unknown as Events
  const userData = join(root, 'user-data')
  const handlers = createUndoHandlers({
    engine,
    events,
    places: new SessionPlaces(),
    userData,
    log: recordLog(),
  })

  const at = (name: string) => join(worktree, name)
  return {
    worktree,
    gitDir,
    userData,
    session,
    statuses,
    calls,
    at,
    write: (name: string, text: string) => {
      mkdirSync(dirname(at(name)), { recursive: true })
      writeFileSync(at(name), text)
    },
    /** All files and links of the project. */
    all: () => filesIn(worktree),
    /** A run of the agent. @returns the id of its prompt */
    run: (
      change: () => void,
      how: {
        cutShort?: boolean
        killed?: boolean
        /** The engine could not take its snapshot, and goes on with the one it had. */
        unnoted?: boolean
        tool?: object
        listed?: string[]
        startedAt?: number
      } = {},
    ) => {
      const before = track()
      change()
      const after = how.killed || how.unnoted ? before : track()
      const completed = how.startedAt && Date.now()
      const printed = git('-c', 'core.quotepath=false', 'diff', '--cached', '--name-only', before)
      const found = lines(printed)
        .filter(isSeen)
        .map((line) => join(worktree, line).replaceAll('\\', '/'))
      const files = how.listed ?? found
      const id = `msg_${messages.length}`
      const parts = [
        { type: 'step-start', snapshot: before },
        ...(how.tool ? [how.tool] : []),
        ...(how.cutShort || how.killed ? [] : [{ type: 'step-finish', snapshot: after }]),
        ...(files.length > 0 ? [{ type: 'patch', hash: before, files }] : []),
      ]
      messages.push({ info: { id, role: 'user' }, parts: [] } as unknown as MessageWithParts)
      messages.push({
        info: { id: `${id}a`, role: 'assistant', time: { created: how.startedAt, completed } },
        parts,
      } as unknown as MessageWithParts)
      return id
    },
    /** The time at which a file was last changed or moved by itself, in ms. */
    timeOf: (name: string) => statSync(at(name)).ctimeMs,
    /** The time at which the answer to a message ended, in ms. */
    endOf: (messageID: string) =>
      messages.flatMap(({ info }) =>
        info.id === `${messageID}a` && info.role === 'assistant' ? (info.time.completed ?? 0) : [],
      )[0] ?? 0,
    /** A message of a person and an answer with these parts, without a snapshot. */
    say: (parts: object[]) => {
      const id = `msg_${messages.length}`
      const said = [
        { info: { id, role: 'user' }, parts: [] },
        { info: { id: `${id}a`, role: 'assistant' }, parts },
      ]
      messages.push(...(said as unknown as MessageWithParts[]))
      return id
    },
    /** Makes git overlook what becomes of a file. */
    overlook: (name: string) => void git('update-index', '--skip-worktree', name),
    /** Sets something in the engine's repository. */
    config: (key: string, value: string) => void git('config', key, value),
    /** Takes a file that is ignored by now out of the snapshots, as the engine does. */
    forget: (name: string) => void git('rm', '-q', '-f', '--cached', '--', name),
    /** Makes the engine's undo fail. */
    fail: (error: Error | undefined) => {
      failure = error
    },
    undo: (messageID: string, force?: boolean) =>
      handlers['sessions.revert']({ id: SESSION, messageID, force }),
    redo: (force?: boolean) => handlers['sessions.unrevert']({ id: SESSION, force }),
    copies: () => handlers['sessions.copies']({ id: SESSION }),
    putBack: (copyID: string, files?: string[]) =>
      handlers['sessions.restoreCopy']({ id: SESSION, copyID, files }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {}
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => !entry.isDirectory())
  return Object.fromEntries(
    files
      .map((entry) => {
        const file = join(entry.parentPath, entry.name)
        const text = entry.isSymbolicLink()
          ? `-> ${readlinkSync(file)}`
          : readFileSync(file, 'latin1')
        return [relative(folder, file), text] as const
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )
}
