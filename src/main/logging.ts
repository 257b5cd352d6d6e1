import { join } from 'node:path'
import { format, inspect } from 'node:util'
import electronLog from 'electron-log/node'

export type Logger = Pick<typeof electronLog, 'error' | 'warn' | 'info' | 'debug'>

const LEVELS = ['error', 'warn', 'info', 'verbose', 'debug', 'silly'] as const
type Level = (typeof LEVELS)[number]

const secrets = new Set<string>()

// Until a file is named nothing is written to disk; stdout is never used, it belongs to the JSON
// line of --headless.
electronLog.transports.file.level = false
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
 * Says where the log goes.
 * @param options `directory` gets `main.log` (5 MiB, then one older file is kept); `level` is
 *   WHEELHOUSE_LOG_LEVEL, an unknown one means `info`
 */
export function configureLogging(options: { directory: string; level?: string | undefined }): void {
  const level = LEVELS.find((name) => name === options.level) ?? 'info'
  const { file, console } = electronLog.transports
  file.resolvePathFn = () => join(options.directory, 'main.log')
  file.maxSize = 5 * 1024 * 1024
  file.level = level
  console.level = noisier(level, 'warn') ? level : 'warn'
}

/** Keeps a secret out of every later log line, wherever it turns up. */
export function hideFromLogs(secret: string): void {
  if (secret) secrets.add(secret)
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
