import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { checked } from '../testing/checked'
import type { RunningApp } from '../testing/running-app'
import { prompt } from '../testing/runs'
import { collect } from '../testing/sse'

/** Git projects in folders of their own. */
export class GitProjects {
  readonly #folders: string[] = []

  /** A folder that is removed with the projects. */
  folder(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), `wheelhouse-${name}-`))
    this.#folders.push(folder)
    return folder
  }

  /** A git project with these files, committed. */
  make(files: Record<string, string>) {
    const root = this.folder('undo')
    const at = (name: string) => join(root, name)
    const write = (name: string, text: string) => {
      mkdirSync(dirname(at(name)), { recursive: true })
      writeFileSync(at(name), text)
    }
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
        cwd: root,
        encoding: 'utf8',
      })
    git('init', '-q')
    for (const [name, text] of Object.entries(files)) write(name, text)
    git('add', '-A')
    git('commit', '-q', '--allow-empty', '-m', 'Begin')
    const read = (name: string) =>
      existsSync(at(name)) ? readFileSync(at(name), 'utf8') : undefined
    const readAll = (names: Iterable<string>) =>
      Object.fromEntries([...names].map((name) => [name, read(name)]))
    return { root, at, write, read, readAll, git }
  }

  remove(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  }
}
export type GitProject = ReturnType<GitProjects['make']>

/** The program that gives files these contents; null removes. */
export const changing = (files: Record<string, string | null>) =>
  `for (const [name, text] of Object.entries(${JSON.stringify(files)})) {
    if (text === null) fs.rmSync(name); else fs.writeFileSync(name, text)
  }`

/** A client of the REST door, for sessions of a test. */
export class UndoClient {
  readonly #app: RunningApp

  constructor(app: RunningApp) {
    this.#app = app
  }

  post(id: string, rest: string, body: object = {}): Promise<Response> {
    return this.#app.post(`/api/sessions/${id}${rest}`, body)
  }

  async createIn({ root }: Pick<GitProject, 'root'>): Promise<string> {
    const answer = await this.#app.post('/api/sessions', { directory: root })
    return (await checked('sessions.create', answer)).id
  }

  /** Has the agent run a program of Node's in the project, and waits for the end of the run. */
  async act(id: string, { root }: Pick<GitProject, 'root'>, program: string): Promise<void> {
    // In the project, or the agent asks, but no file of it.
    writeFileSync(join(root, '.git/act.cjs'), `const fs = require('node:fs')\n${program}`)
    const frames = await collect(await prompt(this.#app, id, `run node .git/act.cjs`))
    expect(frames.at(-1)?.event).toBe('done')
  }

  async prompts(id: string): Promise<string[]> {
    const answer = await this.#app.request(`/api/sessions/${id}/messages`)
    const messages = await checked('sessions.messages', answer)
    return messages.filter(({ info }) => info.role === 'user').map((message) => message.info.id)
  }

  async undo(id: string, messageID?: string, force?: boolean): Promise<Response> {
    const first = messageID ?? (await this.prompts(id))[0]
    return this.post(id, '/revert', { messageID: first, ...(force !== undefined && { force }) })
  }

  async undone(id: string, messageID?: string, force?: boolean) {
    return (await checked('sessions.revert', await this.undo(id, messageID, force))).files
  }

  async redone(id: string, force?: boolean) {
    const answer = await this.post(id, '/unrevert', force ? { force } : {})
    return (await checked('sessions.unrevert', answer)).files
  }
}
