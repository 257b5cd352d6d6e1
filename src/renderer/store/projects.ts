import type { RecentProject } from '../../shared/project-operations'

export type ProjectsPhase = 'waiting' | 'ready' | 'failed'

/** The projects that a person works in, and the one in which the next session starts. */
export class Projects {
  #phase: ProjectsPhase = 'waiting'
  #failure = ''
  #recent: readonly RecentProject[] = []
  #chosen: string | undefined
  #isChoosing = false
  #fetch = 0

  get phase(): ProjectsPhase {
    return this.#phase
  }

  /** Why the last fetch failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** What was worked in last comes first. */
  get recent(): readonly RecentProject[] {
    return this.#recent
  }

  /** Whether the folder dialog is open. */
  get isChoosing(): boolean {
    return this.#isChoosing
  }

  /**
   * Where the next session starts: what was chosen, or looked at, last; else what was worked in
   * last. Undefined until the projects are known: then it is where the engine was started.
   */
  get current(): string | undefined {
    return this.#chosen ?? this.#recent[0]?.directory
  }

  /** Whether the folder of a project is known to be gone. */
  isGone(directory: string): boolean {
    return this.#recent.some((it) => it.directory === directory && !it.exists)
  }

  /** A fetch begins. @returns the ticket that {@link fill} and {@link fail} want */
  begin(): number {
    this.#fetch += 1
    return this.#fetch
  }

  fill(ticket: number, recent: readonly RecentProject[]): void {
    if (ticket !== this.#fetch) return
    this.#phase = 'ready'
    this.#failure = ''
    this.#recent = recent
  }

  /** What was known stays. */
  fail(ticket: number, reason: string): void {
    if (ticket !== this.#fetch) return
    this.#phase = 'failed'
    this.#failure = reason
  }

  /** The next session starts there. */
  choose(directory: string): void {
    this.#chosen = directory
  }

  setChoosing(isChoosing: boolean): void {
    this.#isChoosing = isChoosing
  }

  /** It is not offered any more. */
  forget(directory: string): void {
    this.#recent = this.#recent.filter((it) => it.directory !== directory)
    if (this.#chosen === directory) this.#chosen = undefined
  }
}

/**
 * What each project is called: the last name of its path, with the one before where two are the
 * same.
 */
export function nameProjects(directories: readonly string[]): ReadonlyMap<string, string> {
  const names = directories.map((directory) => lastNames(directory, 1))
  const isTwice = (name: string) => names.indexOf(name) !== names.lastIndexOf(name)
  return new Map(
    directories.map((directory, index) => {
      const name = names[index] ?? directory
      return [directory, isTwice(name) ? lastNames(directory, 2) : name]
    }),
  )
}

const lastNames = (path: string, count: number): string =>
  path.split(/[\\/]/).filter(Boolean).slice(-count).join('/') || path
