import { accessSync, constants, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Logger } from '../logging'
import { makePrivateFolder } from '../private-folder'
import type { Environment } from './environment'

const NAMES = process.platform === 'win32' ? ['TEMP', 'TMP'] : ['TMPDIR', 'TMP', 'TEMP']

/**
 * Where temporary files of the engine and of the agent's tools go when what the environment names
 * does not do: it is missing, no folder, or read-only; or somebody else has the folder in it that the
 * engine uses without an ask (`opencode`, opencode 1.18.33), and could have us read, write and run what they like.
 * @param ours a folder of ours, made when it is needed
 * @returns what to set; nothing when the person's own does, or ours does not either
 */
export function mendedTemporaryFolder(
  env: Environment,
  ours: string,
  log: Logger,
): Record<string, string> {
  const named = NAMES.map((name) => env[name]).find(Boolean)
  const theirs = named ?? (process.platform === 'win32' ? undefined : '/tmp')
  if (theirs !== undefined && isUsable(theirs) && isEnginesOurs(theirs, log)) return {}
  try {
    makePrivateFolder(ours)
    if (!isUsable(ours)) throw new Error('it is not writable')
  } catch (error) {
    log.warn(`Neither ${theirs} nor ${ours} can be used for temporary files.`, error)
    return {}
  }
  log.warn(`${theirs} cannot be used for temporary files: the engine is given ${ours}.`)
  return Object.fromEntries(NAMES.filter((name, i) => i === 0 || env[name]).map((n) => [n, ours]))
}

/** Makes the engine's folder before anybody else can, and proves that it is ours alone. */
function isEnginesOurs(temporary: string, log: Logger): boolean {
  try {
    makePrivateFolder(join(temporary, 'opencode'))
    return true
  } catch (error) {
    log.warn(`The engine's folder in ${temporary} is not ours alone.`, error)
    return false
  }
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return isAbsolute(path) && statSync(path).isDirectory()
  } catch {
    // Missing, read-only, or not ours to write to: each is the answer.
    return false
  }
}
