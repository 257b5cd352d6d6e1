import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Logger } from '../logging'
import { bytesOf, foldersOf, isInside, type RepoPath, repoPath, shown } from './repo-path'
import { below, copyFile, type FileState, type Replacement } from './work-tree'

const DAY_MS = 24 * 60 * 60 * 1000

/** What may be kept: the oldest copies go first, and the newest always stays. */
export const COPY_LIMITS = {
  copies: 100,
  bytes: 1024 * 1024 * 1024,
  ageMs: 30 * DAY_MS,
}

const CauseSchema = z.enum(['undo', 'redo', 'restore'])
export type CopyCause = z.infer<typeof CauseSchema>

const FileSchema = z.object({
  /** Base64 of the bytes of the name, which need not be text. */
  name: z.string(),
  path: z.string(),
  mode: z.number().int().optional(),
  size: z.number().int().nonnegative().optional(),
  /** Base64 of what a symbolic link says. */
  link: z.string().optional(),
})
const ManifestSchema = z.object({
  sessionID: z.string(),
  cause: CauseSchema,
  time: z.number(),
  worktree: z.string(),
  files: z.array(FileSchema),
})
type Manifest = z.infer<typeof ManifestSchema>

/** Files as they were before something replaced or removed them. */
export interface Copy {
  readonly id: string
  readonly sessionID: string
  readonly cause: CopyCause
  readonly time: number
  /** The root that the paths are below. */
  readonly worktree: string
  /** The folder that holds the files under their own names. */
  readonly folder: string
  readonly files: ReadonlyMap<RepoPath, Replacement>
  readonly bytes: number
}

/** A copy that is being made. */
export interface CopyDraft {
  /** Adds a file or link; nothing for what is neither. */
  keep(path: RepoPath, state: FileState): Promise<void>
  /** What was kept of a path. */
  get(path: RepoPath): Replacement | undefined
  /** Makes what was kept so far last, also over a crash. */
  seal(): Promise<void>
  /** Leaves only what is wanted. @returns the copy, or undefined when nothing is left of it */
  close(isWanted: (path: RepoPath) => boolean): Promise<Copy | undefined>
}

const stampOf = (time: number) => new Date(time).toISOString().replace(/[-:.Z]/g, '')
const MANIFEST = 'copy.json'
const FILES = 'files'
const ID = /^\d{8}T\d{9}-[0-9a-f]{8}-ses_[0-9A-Za-z_-]{1,64}$/

/** What undo and redo replaced, on disk: `<time>-<session>/files/<path>`, for the owner alone. */
export class Copies {
  readonly #root: string
  readonly #log: Logger
  readonly #limits: typeof COPY_LIMITS

  constructor(root: string, log: Logger, limits = COPY_LIMITS) {
    this.#root = root
    this.#log = log
    this.#limits = limits
  }

  /** Begins a copy of files of one work tree. */
  async begin(of: Pick<Copy, 'sessionID' | 'cause' | 'worktree'>): Promise<CopyDraft> {
    const time = Date.now()
    const id = `${stampOf(time)}-${randomBytes(4).toString('hex')}-${of.sessionID}`
    const folder = join(this.#root, id)
    const manifest: Manifest = { ...of, time, files: [] }
    const kept = new Map<RepoPath, Replacement>()
    const seal = () => writeManifest(folder, manifest)
    await mkdir(join(folder, FILES), { recursive: true, mode: 0o700 })
    return {
      keep: async (path, state) => {
        if (kept.has(path) || !isInside(path)) return
        const name = bytesOf(path).toString('base64')
        if (state.kind === 'link') {
          const link = Buffer.from(state.target, 'latin1').toString('base64')
          kept.set(path, { kind: 'link', target: state.target })
          manifest.files.push({ name, path: shown(path), link })
        }
        if (state.kind === 'file') {
          const to = below(join(folder, FILES), path)
          for (const parent of foldersOf(path)) {
            await mkdir(below(join(folder, FILES), parent), { recursive: true, mode: 0o700 })
          }
          await copyFile(below(of.worktree, path), to, 0o600)
          kept.set(path, { kind: 'file', from: to, mode: state.mode })
          manifest.files.push({ name, path: shown(path), mode: state.mode, size: state.size })
        }
      },
      get: (path) => kept.get(path),
      seal,
      close: async (isWanted) => {
        const dropped = [...kept.keys()].filter((path) => !isWanted(path))
        if (dropped.length === kept.size) {
          await rm(folder, { recursive: true, force: true })
          return undefined
        }
        for (const path of dropped) {
          if (kept.get(path)?.kind === 'file') await rm(pathIn(folder, path))
          kept.delete(path)
        }
        manifest.files = manifest.files.filter(({ name }) =>
          kept.has(repoPath(Buffer.from(name, 'base64'))),
        )
        await seal()
        await this.#prune(id)
        return toCopy(id, folder, manifest)
      },
    }
  }

  /** The copies of a session's files, newest first. */
  async list(sessionID: string): Promise<Copy[]> {
    const all = await this.#all()
    return all.filter((copy) => copy.sessionID === sessionID).reverse()
  }

  async get(sessionID: string, id: string): Promise<Copy | undefined> {
    const copy = ID.test(id) ? await this.#read(id) : undefined
    return copy?.sessionID === sessionID ? copy : undefined
  }

  /** All that can be read, oldest first. */
  async #all(): Promise<Copy[]> {
    const copies = await Promise.all((await this.#names()).map((name) => this.#read(name)))
    return copies.filter((copy) => copy !== undefined)
  }

  /** The folders of copies; their names begin with the time. */
  async #names(): Promise<string[]> {
    const names = await readdir(this.#root).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    return names.filter((name) => ID.test(name)).sort()
  }

  /** Removes what a crash left before anything was replaced; none takes a day to be made. */
  async #removeRemains(): Promise<void> {
    const yesterday = stampOf(Date.now() - DAY_MS)
    for (const name of await this.#names()) {
      if (name < yesterday && !(await this.#read(name))) {
        await rm(join(this.#root, name), { recursive: true, force: true })
      }
    }
  }

  async #read(id: string): Promise<Copy | undefined> {
    const folder = join(this.#root, id)
    try {
      const text = await readFile(join(folder, MANIFEST), 'utf8')
      return toCopy(id, folder, ManifestSchema.parse(JSON.parse(text)))
    } catch (error) {
      // It is being made, or was cut short before anything was replaced.
      this.#log.debug(`The copy ${id} cannot be read.`, error)
      return undefined
    }
  }

  async #prune(newest: string): Promise<void> {
    await this.#removeRemains()
    const copies = await this.#all()
    let { length: count } = copies
    let bytes = copies.reduce((sum, copy) => sum + copy.bytes, 0)
    const oldest = Date.now() - this.#limits.ageMs
    for (const copy of copies) {
      const isOver = count > this.#limits.copies || bytes > this.#limits.bytes
      if (copy.id === newest || !(isOver || copy.time < oldest)) continue
      await rm(join(this.#root, copy.id), { recursive: true, force: true })
      count -= 1
      bytes -= copy.bytes
    }
  }
}

/** The files of copies as each was in the first that has it: as it was last kept, of those that are newest first. */
export function firstKept(copies: readonly Copy[]): Map<RepoPath, Replacement> {
  const kept = new Map<RepoPath, Replacement>()
  for (const { files } of copies) {
    for (const [path, file] of files) if (!kept.has(path)) kept.set(path, file)
  }
  return kept
}

const pathIn = (folder: string, path: RepoPath) => below(join(folder, FILES), path)

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const file = join(folder, MANIFEST)
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}

function toCopy(id: string, folder: string, manifest: Manifest): Copy {
  const files = new Map<RepoPath, Replacement>()
  for (const { name, mode, link } of manifest.files) {
    const path = repoPath(Buffer.from(name, 'base64'))
    if (!isInside(path)) continue
    files.set(
      path,
      link === undefined
        ? { kind: 'file', from: pathIn(folder, path), mode: (mode ?? 0o600) & 0o777 }
        : { kind: 'link', target: Buffer.from(link, 'base64').toString('latin1') },
    )
  }
  const { sessionID, cause, time, worktree } = manifest
  const bytes = manifest.files.reduce((sum, { size = 0 }) => sum + size, 0)
  return { id, sessionID, cause, time, worktree, folder: join(folder, FILES), files, bytes }
}
