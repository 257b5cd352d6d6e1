import type { SnapshotFileDiff } from '../../shared/engine-types'
import { type FileChange, isSameChange, readFileChanges } from './file-changes'

export type FetchPhase = 'loading' | 'ready' | 'failed'

// More lines than a few screens, of one file and of all: whoever wants them opens them.
const FOLDED_LINES = 200
const UNFOLDED_LINES = 600
/** The work of a table, however few lines it has. */
const LINES_OF_A_TABLE = 20

const NOTHING: readonly FileChange[] = []

/** What the session that is looked at changed in the project. */
export class Changes {
  #sessionID: string | undefined
  #phase: FetchPhase = 'loading'
  #failure = ''
  #files = NOTHING
  #isStale = true
  #fetch = 0
  #unfolded = new Map<string, boolean>()
  /** How far the list is scrolled, in px; shown nowhere, so nobody is told. */
  scrollTop = 0
  /** The heights of the files as far as they are known, as the list that shows them has them. */
  heights: [sizes: number[], usual?: number] | undefined

  get sessionID(): string | undefined {
    return this.#sessionID
  }

  /** `loading` until the first answer; a later fetch keeps what is shown. */
  get phase(): FetchPhase {
    return this.#phase
  }

  /** Why the last fetch failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** By path; a file that did not change since the last fetch is the identical object. */
  get files(): readonly FileChange[] {
    return this.#files
  }

  /** Whether more was changed than is known. */
  get isStale(): boolean {
    return this.#isStale
  }

  /** Looks at another session: what was known of the one before is dropped. */
  lookAt(sessionID: string | undefined): void {
    if (sessionID === this.#sessionID) return
    this.#sessionID = sessionID
    this.#phase = 'loading'
    this.#failure = ''
    this.#files = NOTHING
    this.#isStale = true
    this.#unfolded.clear()
    this.scrollTop = 0
    this.heights = undefined
    this.#fetch += 1
  }

  noteStale(): void {
    this.#isStale = true
  }

  /** A fetch begins. @returns the ticket that {@link fill} and {@link fail} want */
  begin(): number {
    this.#fetch += 1
    this.#isStale = false
    this.#failure = ''
    if (this.#phase === 'failed' && this.#files.length === 0) this.#phase = 'loading'
    return this.#fetch
  }

  /** @returns whether the answer was still wanted: a newer fetch makes it void */
  fill(ticket: number, diffs: readonly SnapshotFileDiff[]): boolean {
    if (ticket !== this.#fetch) return false
    const before = new Map(this.#files.map((file) => [file.name, file]))
    this.#files = readFileChanges(diffs).map((file) => {
      const old = before.get(file.name)
      return old && isSameChange(old, file) ? old : file
    })
    this.#phase = 'ready'
    this.#foldNew()
    return true
  }

  /** The fetch failed. What was shown stays. */
  fail(ticket: number, reason: string): boolean {
    if (ticket !== this.#fetch) return false
    this.#failure = reason
    this.#phase = 'failed'
    this.#isStale = true
    return true
  }

  /** Whether the lines of a file are shown: as a person chose, else unless there are many. */
  isUnfolded(name: string): boolean {
    return this.#unfolded.get(name) ?? false
  }

  setUnfolded(name: string, isUnfolded: boolean): void {
    this.#unfolded.set(name, isUnfolded)
  }

  // Decided once for each file: what is open stays open, whatever else comes.
  #foldNew(): void {
    const linesOf = (file: FileChange) => file.additions + file.deletions
    const open = this.#files.filter(({ name }) => this.isUnfolded(name))
    let left = UNFOLDED_LINES - open.reduce((sum, file) => sum + linesOf(file), 0)
    for (const file of this.#files) {
      if (this.#unfolded.has(file.name)) continue
      const lines = linesOf(file)
      const isUnfolded = lines > 0 && lines <= Math.min(FOLDED_LINES, left)
      if (isUnfolded) left -= lines + LINES_OF_A_TABLE
      this.#unfolded.set(file.name, isUnfolded)
    }
  }
}
