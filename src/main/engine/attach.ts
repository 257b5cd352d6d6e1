import { z } from 'zod'
import { AppError } from '../../shared/errors'
import { hideFromLogs } from '../logging'
import { type EngineConnection, probeHealth } from './connection'
import type { HealthRule } from './health'
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
 * @throws AppError `invalid_input` for what is not an http address, or no user name
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

/**
 * Waits until an engine that runs elsewhere answers, for ever if need be. It is never ended.
 * @throws AppError `engine_unavailable` when it refuses the user name or the password: waiting would
 * not mend that
 */
export async function attachEngine(
  connection: EngineConnection,
  signal: AbortSignal,
): Promise<SupervisedEngine> {
  for (;;) {
    let refused = false
    const onRefused = () => {
      refused = true
    }
    const health = await probeHealth(connection, { signal, pauseMs: 250, onRefused })
    signal.throwIfAborted()
    if (refused) {
      throw new AppError(
        'engine_unavailable',
        `The engine at ${connection.url} refuses the user name or the password. Set WHEELHOUSE_ENGINE_PASSWORD to its own, and WHEELHOUSE_ENGINE_USERNAME if it has another than “opencode”, and start Wheelhouse again.`,
      )
    }
    if (!health) continue
    return {
      ...connection,
      version: health.version,
      gone: new Promise(() => undefined),
      output: () => '',
      stop: () => Promise.resolve(),
    }
  }
}
