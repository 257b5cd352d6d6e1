import { readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../logging'
import { makePrivateFolder } from '../private-folder'
import { probeWriting } from '../probe-writing'

// ".bcfbdf7ff7b7bbec-00000000.so": the form in which Bun names what it unpacks.
const UNPACKED = /^\.[0-9a-f]{16}-[0-9a-f]{8}\.(so|dylib|dll|node)$/

/** More than one engine unpacks. */
const ROOM_BYTES = 8 * 1024 * 1024

/** What one engine has of the folder. */
export interface LibraryUse {
  /** Set for the engine. */
  env: Readonly<Record<string, string>>
  /** To be called when it has ended, however it did. Never throws. */
  ended(): void
}

/**
 * Where the engine unpacks its native libraries. The engine is one executable, from which Bun copies
 * a library into the temporary folder under a new random name to load it, and leaves it there
 * (opencode 1.18.33, Bun 1.3.14: anomalyco/opencode#28089, #21427 and #49283, oven-sh/bun#29585 and
 * #40076; mended in Bun 1.4). An engine has each library once, whatever it lives through: the file
 * finder (5.6 MB) from the first use of a directory, the terminal's (0.6 MB) from its first terminal.
 */
export class LibraryFolder {
  readonly #path: string
  readonly #log: Logger
  #warned = false

  /** @param path a folder of ours alone in the user-data directory, which one app at a time uses */
  constructor(path: string, log: Logger) {
    this.#path = path
    this.#log = log
  }

  /**
   * Makes the folder and removes what earlier engines left in it. Never throws: without the folder
   * the engine starts all the same and unpacks where it would anyway, and a warning says so.
   * @param theirs the BUN_TMPDIR that the person has set; it stays, and nothing is removed from it
   */
  prepare(theirs: string | undefined): LibraryUse {
    const none = { env: {}, ended: () => undefined }
    if (theirs) return none
    try {
      makePrivateFolder(this.#path)
      // Told of a folder where it cannot write, the engine finds no files at all (1.18.33).
      this.#sweep()
      probeWriting(this.#path)
      this.#requireRoom()
    } catch (error) {
      this.#warn(`The engine cannot use ${this.#path} for its libraries.`, error)
      return none
    }
    return { env: { BUN_TMPDIR: this.#path }, ended: () => this.#sweepAfter() }
  }

  #requireRoom(): void {
    const { bavail, bsize } = statfsSync(this.#path)
    if (bavail * bsize < ROOM_BYTES) throw new Error('there is no room on its disk')
  }

  #sweepAfter(): void {
    try {
      this.#sweep()
    } catch (error) {
      this.#warn(`What the engine left in ${this.#path} could not be looked at.`, error)
    }
  }

  // By their names: the agent's tools inherit the variable, and Bun programs among them keep more
  // there than libraries. At once, not in turns: the next engine may be about to load its own.
  #sweep(): void {
    for (const entry of readdirSync(this.#path, { withFileTypes: true })) {
      if (!entry.isFile() || !UNPACKED.test(entry.name)) continue
      const path = join(this.#path, entry.name)
      try {
        rmSync(path, { force: true })
      } catch (error) {
        // On Windows while a process that is still ending has it loaded; it goes before the next start.
        this.#warn(`${path} could not be removed.`, error)
      }
    }
  }

  #warn(what: string, error: unknown): void {
    this.#log[this.#warned ? 'debug' : 'warn'](what, error)
    this.#warned = true
  }
}
