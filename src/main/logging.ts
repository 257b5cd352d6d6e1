import { join } from 'node:path'
import { format, inspect } from 'node:util'
import electronLog from 'electron-log/node'
import { AppError } from '../shared/errors'
import { makePrivateFolder, requirePrivateFile } from './private-folder'

export type Logger = Pick<typeof electronLog, 'error' | 'warn' | 'info' | 'debug'>

const LEVELS = ['error', 'warn', 'info', 'verbose', 'debug', 'silly'] as const
type Level = (typeof LEVELS)[number]

const secrets = new Set<string>()

// Until a file is named nothing is written to disk; stdout is never used, it belongs to the JSON
// line of --headless.
electronLog.transports.file.level = false
// Else it looks for a package.json at the working directory, and throws each line away without one.
electronLog.transports.file.setAppName('Wheelhouse')
electronLog.transports.console.level = 'warn'
electronLog.transports.console.useStyles = false
electronLog.transports.console.format = '{h}:{i}:{s}.{ms} {level}{scope} › {text}'
electronLog.transports.console.writeFn = ({ message }) => {
  process.stderr.write(`${format(...message.data)}\n`)
}
electronLog.hooks.push((message) => {
  message.data = message.data.map((item: unknown) => redact(item))
  return message
})

/**
 * A logger for one room.
 * @param scope the room's name, shown with every line
 */
export function createLogger(scope: string): Logger {
  return electronLog.scope(scope)
}

/**
 * Says where the log goes. Where no file can be made it goes to standard error alone.
 * @param options `directory` gets `main.log` (5 MiB, then one older file is kept); `level` is
 *   WHEELHOUSE_LOG_LEVEL, an unknown one means `info`
 * @throws AppError `invalid_input` when what is there is not ours: a log is written to in place
 */
export function configureLogging(options: { directory: string; level?: string | undefined }): void {
  const level = LEVELS.find((name) => name === options.level) ?? 'info'
  const { file, console } = electronLog.transports
  console.level = noisier(level, 'warn') ? level : 'warn'
  try {
    makePrivateFolder(options.directory)
    for (const name of ['main.log', 'main.old.log']) {
      requirePrivateFile(join(options.directory, name))
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    file.level = false
    electronLog.warn('There is no log file this time.', error)
    return
  }
  file.resolvePathFn = () => join(options.directory, 'main.log')
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  file.maxSize = 5 * 1024 * 1024
  file.level = level
}

/**
 * Lets the app live on when what it says can no longer be written: a pipe whose reader has gone, a
 * file on a disk that is full. Unheard, such an error would end it, by way of saying so once more.
 */
export function outliveOutput(
  streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) stream.on('error', () => undefined)
}

/**
 * Keeps a secret out of every later log line, wherever it turns up.
 * @returns ends that, for one that is worth nothing any more
 */
export function hideFromLogs(secret: string): () => void {
  if (secret) secrets.add(secret)
  return () => secrets.delete(secret)
}

const noisier = (a: Level, b: Level) => LEVELS.indexOf(a) > LEVELS.indexOf(b)

function redact(value: unknown): unknown {
  // An error always as text: the transports would print its stack without its cause.
  if (value instanceof Error) return hideSecrets(inspect(value))
  if (typeof value === 'string') return hideSecrets(value)
  if (secrets.size === 0 || typeof value !== 'object' || value === null) return value
  const text = inspect(value, WHOLE)
  const clean = hideSecrets(text)
  return clean === text ? value : clean
}

// Deeper than the transports print, and nothing left out that a secret could be in.
const WHOLE = { depth: 8, maxArrayLength: null, maxStringLength: null }

function hideSecrets(text: string): string {
  let clean = text
  for (const secret of secrets) clean = clean.replaceAll(secret, '[hidden]')
  return clean
}
