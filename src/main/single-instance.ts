import { readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../shared/errors'
import { reasonOf, remedyOf } from './file-trouble'
import { probeWriting } from './probe-writing'

/** `/scoped_dirXXXXXX/SingletonSocket`, which Chromium (33 to 45) makes in the temporary folder. */
const SOCKET_IN_FOLDER = 33
/** What an address of a socket holds on Linux; Chromium ends itself at a longer one. */
const LONGEST_ADDRESS = 107

/**
 * Makes sure that the temporary folder can be used: Chromium keeps the socket of the single instance
 * in it, and says of all that goes wrong there that another instance runs. The engine needs it too.
 * @throws AppError `invalid_input` with the remedy
 */
export function requireTemporaryFolder(folder = tmpdir()): void {
  if (
    process.platform === 'linux' &&
    Buffer.byteLength(folder) + SOCKET_IN_FOLDER > LONGEST_ADDRESS
  ) {
    throw new AppError(
      'invalid_input',
      `The path of the temporary folder ${folder} is too long for a socket in it. Set TMPDIR to a folder with at most ${LONGEST_ADDRESS - SOCKET_IN_FOLDER} characters, /tmp for one.`,
    )
  }
  try {
    probeWriting(folder)
  } catch (cause) {
    throw new AppError(
      'invalid_input',
      `The temporary folder ${folder} cannot be written: ${reasonOf(cause)}. ${remedyOf(cause, folder)}, or set TMPDIR to another.`,
      { cause },
    )
  }
}

/**
 * Tells why there is no lock on the user-data directory: another instance that runs, or something else.
 * @returns what to say, and whether the other one answered
 */
export async function explainNoLock(userData: string): Promise<AppError> {
  const say = (message: string) => new AppError('conflict', message)
  const socket = linkIn(userData, 'SingletonSocket')
  const [, host = '', pid = ''] = /^(.*)-(\d+)$/.exec(linkIn(userData, 'SingletonLock') ?? '') ?? []
  // Windows keeps neither: there the lock is the system's, and is only had by one that runs.
  if (process.platform === 'win32' || (socket && (await answers(socket)))) {
    return say(
      `Wheelhouse is already running with the user-data directory ${userData}; its window was brought to the front. Use --user-data-dir DIR for a second one.`,
    )
  }
  const lock = join(userData, 'SingletonLock')
  if (host && host !== hostname()) {
    return say(
      `The user-data directory ${userData} is locked by a Wheelhouse on the machine ${host} (process ${pid}). End it there; or, if it does not run any more, remove ${lock}. Use --user-data-dir DIR for a second one.`,
    )
  }
  if (pid) {
    return say(
      `The user-data directory ${userData} is locked by the process ${pid}, which does not answer. End it, or, if there is none, remove ${lock}. Use --user-data-dir DIR for a second one.`,
    )
  }
  return say(
    `The user-data directory ${userData} could not be locked, although no other Wheelhouse uses it. See that there is room on its disk, or name another with --user-data-dir.`,
  )
}

function linkIn(folder: string, name: string): string | undefined {
  try {
    return readlinkSync(join(folder, name))
  } catch {
    // There is no lock, or none of this form.
    return undefined
  }
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket)
    const settle = (isAnswered: boolean) => {
      connection.destroy()
      resolve(isAnswered)
    }
    connection.once('connect', () => settle(true))
    connection.once('error', () => settle(false))
  })
}
