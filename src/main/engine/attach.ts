import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '../../shared/errors'
import { hideFromLogs } from '../logging'
import type { EngineConnection } from './connection'
import type { HealthRule } from './health'
import { type Identity, identify } from './identify'
import type { SupervisedEngine } from './supervisor'

/**
 * An engine that runs elsewhere has no process to watch: that it is gone shows in unanswered probes
 * and a stream that misses its beat of 10 s (opencode 1.18).
 */
export const ATTACHED_RULE: HealthRule = { everyMs: 2_000, misses: 3, silenceMs: 12_000 }

const UrlSchema = z.url({ protocol: /^https?$/ })

// HTTP Basic ends the name at the first colon, and a header holds no control characters.
const UsernameSchema = z.string().regex(/^[^:\p{Cc}]+$/u)

/**
 * The engine that WHEELHOUSE_ENGINE_URL names, if it names one, with WHEELHOUSE_ENGINE_USERNAME and
 * WHEELHOUSE_ENGINE_PASSWORD.
 * @throws AppError `invalid_input` for what is not an http address or has a path, or no user name
 */
export function attachedEngine(env: NodeJS.ProcessEnv): EngineConnection | undefined {
  const {
    WHEELHOUSE_ENGINE_URL: url,
    WHEELHOUSE_ENGINE_PASSWORD: password = '',
    WHEELHOUSE_ENGINE_USERNAME: username,
  } = env
  if (!url) return undefined
  if (!UrlSchema.safeParse(url).success || hasCredentials(new URL(url))) {
    throw new AppError(
      'invalid_input',
      'WHEELHOUSE_ENGINE_URL must be an address such as http://127.0.0.1:4096, without a password in it: that belongs in WHEELHOUSE_ENGINE_PASSWORD.',
    )
  }
  if (hasMore(new URL(url))) {
    throw new AppError(
      'invalid_input',
      'WHEELHOUSE_ENGINE_URL has a path, a query or a fragment, and Wheelhouse speaks with an engine at the root of an address only, such as http://127.0.0.1:4096. Leave out what stands behind the port; a proxy in front of the engine has to give it an address of its own.',
    )
  }
  if (username && !UsernameSchema.safeParse(username).success) {
    throw new AppError(
      'invalid_input',
      'WHEELHOUSE_ENGINE_USERNAME holds a colon or a control character, which no user name may. Set it to the name that the engine was started with (its OPENCODE_SERVER_USERNAME), or unset it for “opencode”.',
    )
  }
  hideFromLogs(password)
  return { url, password, ...(username && { username }) }
}

const hasCredentials = ({ username, password }: URL) => username !== '' || password !== ''

const hasMore = ({ pathname, search, hash }: URL) =>
  pathname !== '/' || search !== '' || hash !== ''

/** Pause between two looks, ms. */
const PAUSE_MS = 250
/** After so many looks in vain a person is told what was seen. */
const LOOKS = 8

/**
 * Waits until an engine that runs elsewhere answers, for ever if need be. It is never ended.
 * @param say is told why it takes so long, and again when that is another reason
 * @throws AppError `engine_unavailable` when waiting would not mend it: another password, another
 *   version, or no engine at all
 */
export async function attachEngine(
  connection: EngineConnection,
  signal: AbortSignal,
  say: (message: string) => void = () => undefined,
): Promise<SupervisedEngine> {
  let said: string | undefined
  for (let looks = 1; ; looks += 1) {
    const found = await identify(connection, signal)
    signal.throwIfAborted()
    if (found.kind === 'engine') {
      return {
        ...connection,
        version: found.version,
        gone: new Promise(() => undefined),
        output: () => '',
        stop: () => Promise.resolve(),
      }
    }
    if (found.kind !== 'silent') throw new AppError('engine_unavailable', why(connection, found))
    if (looks >= LOOKS && found.what !== said) {
      said = found.what
      say(
        `No engine answers at ${connection.url}. ${said} Start one there, or look at what stands in between; Wheelhouse goes on asking.`,
      )
    }
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined)
    signal.throwIfAborted()
  }
}

function why({ url }: EngineConnection, found: Exclude<Identity, { kind: 'engine' | 'silent' }>) {
  switch (found.kind) {
    case 'refused':
      return `The engine at ${url} refuses the password, or the user name. Set WHEELHOUSE_ENGINE_PASSWORD to its own, and WHEELHOUSE_ENGINE_USERNAME if it has another than “opencode”, and start Wheelhouse again.${found.mayBeSecond ? ' It may also be OpenCode 2; Wheelhouse speaks with 1.x.' : ''}`
    case 'other version':
      return `The engine at ${url} is OpenCode ${found.version ?? '2'}; Wheelhouse speaks with 1.x. Start an engine of version 1 there, or leave WHEELHOUSE_ENGINE_URL out to use the one that comes with Wheelhouse.`
    case 'stranger':
      return `What answers at ${url} is no OpenCode engine. ${found.what} Set WHEELHOUSE_ENGINE_URL to the address that opencode serve prints.`
  }
}
