import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hideFromLogs, type Logger } from '../logging'
import { keepPrivateFileSync, writePrivateFileSync } from '../private-file'
import { makePrivateFolder } from '../private-folder'
import INSIDE_ENGINE from './inside-engine.mjs?raw'

/** A name that a shell has for a variable; others do not pass the launcher, which is a script. */
const SHELL_NAME = /^[A-Za-z_]\w*$/

/**
 * Where Bun's loader finds nothing, which would end the engine (1.3.14); and Windows, where it was never
 * tried.
 */
const UNREADABLE = process.platform === 'win32' ? /^/ : /[?\\]/

/** What one start of the engine is told in another way than by its environment. */
export interface Handover {
  /** Set for the engine; its password opens nothing once the other one is handed over. */
  env: Readonly<Record<string, string>>
  /** The password that an engine has which listens. */
  password(): string
  /** To be called when the engine listens or has ended. Never throws. */
  ended(): void
}

/**
 * Prepares that the engine gets its password by a file (`inside-engine.mjs` takes it), so that what the
 * engine starts does not inherit it. Never throws: where the file cannot be written, or is not taken,
 * the password is the one in the environment, and a warning says so.
 * @param directory a folder of ours
 * @param environment what the engine is to see; names that its launcher would lose are handed over too
 */
export function prepareHandover(
  directory: string,
  environment: Readonly<Record<string, string>>,
  log: Logger,
): Handover {
  const [inside, inherited] = [createPassword(), createPassword()]
  const script = join(directory, 'inside-engine.mjs')
  const file = join(directory, 'handover.json')
  const remove = () => {
    try {
      rmSync(file, { force: true })
    } catch (error) {
      log.warn(`${file} could not be removed.`, error)
    }
  }
  let env: Record<string, string> = { OPENCODE_SERVER_PASSWORD: inherited }
  try {
    if (UNREADABLE.test(script)) throw new Error('Bun finds no module there')
    makePrivateFolder(directory)
    // What runs as us may have taken our own right to write in it away.
    chmodSync(directory, 0o700)
    keepPrivateFileSync(script, INSIDE_ENGINE)
    const odd = Object.entries(environment).filter(([name]) => !SHELL_NAME.test(name))
    const content = { password: inside, environment: Object.fromEntries(odd) }
    writePrivateFileSync(file, JSON.stringify(content))
    env = { ...env, BUN_INSPECT_PRELOAD: script }
  } catch (error) {
    log.warn(`The engine's password cannot be handed over by ${file}. ${INHERITED}`, error)
    remove()
    return { env, password: () => inherited, ended: () => undefined }
  }
  return {
    env,
    password: () => {
      if (!existsSync(file)) return inside
      log.warn(`This engine does not take its password from a file. ${INHERITED}`)
      return inherited
    },
    ended: remove,
  }
}

const INHERITED =
  'What the agent runs inherits the engine’s password, and can use it until the engine is restarted.'

function createPassword(): string {
  const password = randomBytes(32).toString('base64url')
  hideFromLogs(password)
  return password
}
