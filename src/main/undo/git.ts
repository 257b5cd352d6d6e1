import { spawn } from 'node:child_process'

/** Longer than git takes for any tree that a person works in; then it hangs. */
const TIMEOUT_MS = 120_000
/** More than the names of a million files. */
const MOST_BYTES = 256 * 1024 * 1024

export interface GitOptions {
  cwd?: string
  /** Set beside the environment of all commands. */
  env?: Readonly<Record<string, string>>
  stdin?: Buffer | string
  /** Exit codes that are answers; only 0 when absent. */
  answers?: readonly number[]
}

/** Runs git and gives what it printed, as bytes. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<Buffer>

/** A git command that failed, could not be run or printed without end. */
export class GitError extends Error {
  override readonly name = 'GitError'
  /** Git's own words on it. */
  readonly complaint: string

  constructor(message: string, complaint = '') {
    super(message)
    this.complaint = complaint
  }
}

// Variables that would point git at another repository than the one that is named.
const ELSEWHERE =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|ATTR_SOURCE|LITERAL_PATHSPECS|GLOB_PATHSPECS|NOGLOB_PATHSPECS|ICASE_PATHSPECS|TRACE.*)$/i

// No hook or monitor of the person's runs for what they did not ask of git.
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false']

/** Builds a git that runs in an environment, without prompts and without locks that it can do without. */
export function createGit(environment: () => NodeJS.ProcessEnv): Git {
  return (args, { cwd, env, stdin, answers = [0] } = {}) =>
    new Promise((resolve, reject) => {
      const inherited = Object.entries(environment()).filter(([name]) => !ELSEWHERE.test(name))
      const child = spawn('git', [...QUIET, ...args], {
        cwd,
        env: {
          ...Object.fromEntries(inherited),
          LC_ALL: 'C',
          GIT_OPTIONAL_LOCKS: '0',
          GIT_TERMINAL_PROMPT: '0',
          ...env,
        },
        stdio: ['pipe', 'pipe', 'pipe'],
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
        windowsHide: true,
      })
      const printed: Buffer[] = []
      let bytes = 0
      let complaint = ''
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_BYTES) child.kill('SIGKILL')
        else printed.push(chunk)
      })
      child.stderr.on('data', (chunk: Buffer) => {
        if (complaint.length < 2_000) complaint += chunk.toString()
      })
      // It may end without having read all; its exit code says what came of it.
      child.stdin.on('error', () => undefined)
      child.stdin.end(stdin)
      child.once('error', ({ message }) =>
        reject(new GitError(`git could not be run: ${message}`, 'it could not be run')),
      )
      child.once('close', (code, signal) => {
        if (code !== null && answers.includes(code)) return resolve(Buffer.concat(printed))
        const end = signal ? `was ended by ${signal}` : `ended with ${code}`
        const said = complaint.trim()
        const words = args.slice(0, 8).join(' ')
        reject(new GitError(`git ${words} ${end}. ${said}`, said || `it ${end}`))
      })
    })
}
