import { createOpencodeClient, type OpencodeClient } from '@opencode-ai/sdk/v2/client'
import { z } from 'zod'
import { guardedFetch } from './guarded-fetch'
import { timeLimit } from './time-limit'

export type { OpencodeClient }

/** Where an engine listens and what opens it. */
export interface EngineConnection {
  url: string
  password: string
  /** Whom it lets in; {@link ENGINE_USERNAME} when absent. */
  username?: string | undefined
}

/** The engine's own name for whom it lets in, by HTTP Basic (opencode 1.18.33). */
export const ENGINE_USERNAME = 'opencode'

/** After this an ordinary request counts as unanswered. */
export const REQUEST_TIMEOUT_MS = 60_000

const HealthSchema = z.looseObject({ healthy: z.literal(true), version: z.string() })

/** The headers that the engine asks for. */
export function authorization({
  password,
  username = ENGINE_USERNAME,
}: Omit<EngineConnection, 'url'>): { authorization: string } {
  return {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  }
}

export interface ProbeOptions {
  signal?: AbortSignal
  /**
   * How long an answer is waited for, ms. A request in the middle of the engine's start can stay
   * unanswered for ever (opencode 1.18), so a starting one is asked again after a second.
   */
  timeoutMs?: number
  /** Pause after a miss, ms, for whoever asks in a loop. */
  pauseMs?: number
  /** It is there and refuses the user name or the password. */
  onRefused?: () => void
}

/**
 * Asks an engine once whether it is there.
 * @returns its version, or undefined when it did not answer in time
 */
export async function probeHealth(
  connection: EngineConnection,
  { signal, timeoutMs = 1_000, pauseMs = 0, onRefused }: ProbeOptions = {},
): Promise<{ version: string } | undefined> {
  try {
    const response = await fetch(new URL('/global/health', connection.url), {
      headers: authorization(connection),
      signal: timeLimit(timeoutMs, signal),
    })
    if (response.ok) return HealthSchema.parse(await response.json())
    if (response.status === 401) onRefused?.()
  } catch {
    // A miss; the caller decides how many are too many.
  }
  if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
  return undefined
}

/**
 * The SDK's client for an engine, with a time limit on each request.
 * @param requireTrusted throws for a directory that the engine must not load
 */
export function createClient(
  connection: EngineConnection,
  requireTrusted?: (directory: string) => void,
): OpencodeClient {
  return createOpencodeClient({
    baseUrl: connection.url,
    // It would compress each answer (1.18.33), which on loopback costs both sides more than it saves.
    headers: { ...authorization(connection), 'accept-encoding': 'identity' },
    fetch: guardedFetch((input, init) => {
      const request = new Request(input, init)
      return fetch(request, { signal: timeLimit(REQUEST_TIMEOUT_MS, request.signal) })
    }, requireTrusted),
  })
}
