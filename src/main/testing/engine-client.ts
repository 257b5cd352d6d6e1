import { createOpencodeClient, type OpencodeClient } from '@opencode-ai/sdk/v2/client'
import { authorization } from '../engine/connection'
import type { Engine } from '../engine/engine'

/** A client for all that an engine can do: Wheelhouse's own makes only the calls that it needs. */
export function wholeClient(engine: Engine): OpencodeClient {
  const connection = engine.getConnection()
  if (!connection) throw new Error('the engine is not ready')
  return createOpencodeClient({ baseUrl: connection.url, headers: authorization(connection) })
}
