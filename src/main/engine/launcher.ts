import { randomUUID } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { AppError } from '../../shared/errors'
import { reasonOf, remedyOf } from '../file-trouble'
import { keepPrivateFileSync } from '../private-file'
import { makePrivateFolder } from '../private-folder'

/**
 * What the SDK finds under the name `opencode`. It becomes the engine, in a session of its own (the
 * process id stays, so what the SDK holds is the engine itself), and leaves a watcher behind that
 * waits for the end of standard input: the SDK holds that pipe open as long as both the app lives
 * and the engine runs. Then whatever is left of the engine is ended. Its tools lead sessions of
 * their own and lose their parent when it dies, so they are known by a mark in their environment.
 * So not even SIGKILL of the app, of its whole process group, or of the engine leaves anything
 * behind: the watcher leads a session of its own too, and the engine starts only once it does (the
 * watcher then lets go of the standard output that the launcher reads to its end). It keeps
 * standard error open: whoever waits for the end of that pipe waits for the end of the sweep.
 * macOS has no setsid and no /proc; its perl and its ps serve. What it needs itself is looked for where
 * the system has it too: the person's PATH, which the engine gets as it is, may hold none of it. Its
 * variables have a prefix, as the shell hands on what it changes of the person's.
 */
const LAUNCHER = `#!/bin/sh
whole_path() {
  echo "\${PATH:+$PATH:}/usr/bin:/bin"
}

find_tool() {
  (PATH=$(whole_path); command -v "$1")
}

alone() {
  wheelhouse_tool=$(find_tool setsid) && exec "$wheelhouse_tool" "$@"
  wheelhouse_tool=$(find_tool perl) || {
    echo "error: neither setsid nor perl is on PATH or in /usr/bin: install util-linux" >&2
    exit 127
  }
  exec "$wheelhouse_tool" -MPOSIX -e 'POSIX::setsid(); exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!"' "$@"
}

marked() {
  if [ -d /proc/self ]; then
    grep -lzx "$mark" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3
  else
    ps -axEww -o pid=,command= | awk -v mark="$mark" 'index($0, " " mark) { print $1 }'
  fi
}

if [ "$1" = --watch ]; then
  exec >/dev/null
  PATH=$(whole_path)
  mark=WHEELHOUSE_ENGINE_ID=$2
  cat
  signal=TERM
  for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    left=$(marked)
    [ -n "$left" ] || exit 0
    [ "$round" -lt 10 ] || signal=KILL
    [ "$round" -gt 1 ] && [ "$round" -lt 10 ] || kill -s "$signal" $left
    sleep 0.1
  done
  exit 0
fi

wheelhouse_binary=$WHEELHOUSE_LAUNCH_BINARY
PATH=$WHEELHOUSE_LAUNCH_PATH
wheelhouse_id=$WHEELHOUSE_LAUNCH_ID
unset WHEELHOUSE_LAUNCH_BINARY WHEELHOUSE_LAUNCH_PATH WHEELHOUSE_LAUNCH_ID WHEELHOUSE_ENGINE_ID
exec 3<&0
: "$( (alone "$0" --watch "$wheelhouse_id" <&3 3<&- &) )"
export WHEELHOUSE_ENGINE_ID="$wheelhouse_id"
alone "$wheelhouse_binary" "$@" </dev/null 3<&-
`

/**
 * Makes sure that the SDK starts this executable: the SDK only knows the name `opencode`.
 * @param binary the engine's executable
 * @param directory a folder of ours, where the launcher is written
 * @param path the PATH that the engine itself is to see
 * @returns what to set in the environment for the one call of the SDK
 * @throws AppError `engine_unavailable` when the launcher cannot be written
 */
export function prepareLauncher(
  binary: string,
  directory: string,
  path: string,
): Record<string, string> {
  if (process.platform === 'win32') {
    if (basename(binary).toLowerCase() === 'opencode.exe') {
      return { PATH: `${dirname(binary)}${delimiter}${path}` }
    }
    throw new AppError('engine_unavailable', `${binary} must be named opencode.exe.`)
  }
  writeLauncher(directory)
  return {
    PATH: `${directory}${delimiter}${path}`,
    WHEELHOUSE_LAUNCH_BINARY: binary,
    WHEELHOUSE_LAUNCH_PATH: path,
    WHEELHOUSE_LAUNCH_ID: randomUUID(),
  }
}

/** @throws AppError `engine_unavailable` */
function writeLauncher(directory: string): void {
  const path = join(directory, 'opencode')
  try {
    makePrivateFolder(directory)
    // What is there from the last start is as good, and a disk may have become full or read-only since.
    // Another engine may be starting by the old file: it is replaced, not changed.
    keepPrivateFileSync(path, LAUNCHER, 0o700)
  } catch (cause) {
    // Whose the folder is instead of ours has been said already.
    const message =
      cause instanceof AppError
        ? cause.message
        : `The engine's launcher could not be written to ${directory}: ${reasonOf(cause)}. ${remedyOf(cause, directory)}.`
    throw new AppError('engine_unavailable', message, { cause })
  }
  try {
    // Else the next `opencode` on PATH would be started, unwatched and of any version.
    accessSync(path, constants.X_OK)
  } catch (cause) {
    throw new AppError(
      'engine_unavailable',
      `No program can be started from ${directory}: its file system is mounted without that (noexec). Use another user-data directory.`,
      { cause },
    )
  }
}
