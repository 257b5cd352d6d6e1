import './no-eval'
import { AppError } from '../../shared/errors'
import { parseEventId } from '../../shared/events'
import {
  type Operation,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  operations,
} from '../../shared/operations'
import type { Answer, Client } from './client'
import { followHttpEvents, type HttpStreamHost } from './http-stream'

/** Said to the person when the listener does not, or no more, know this browser. */
export const UNPAIRED =
  'Wheelhouse does not know this browser any more. Reload the page to let it in again.'

type Fetch = HttpStreamHost['fetch']

/**
 * The client of a page in a browser: operations by REST, events by SSE. `fetch` says who asks.
 * This module holds the operations table, with its schemas: a window never loads it.
 */
export function httpClient(host: HttpStreamHost): Client {
  return {
    call: (name, input) => callHttp(host.fetch, name, input),
    follow: (sink) => followHttpEvents(host, sink),
  }
}

async function callHttp<N extends OperationName>(
  fetch: Fetch,
  name: N,
  input: OperationInput<N>,
): Promise<Answer<N>> {
  const operation: Operation = operations[name]
  const answer = await ask(fetch, ...requestOf(operation, { ...input })).catch(
    (error: AppError) => {
      // The listener speaks of a token, which is nothing to a person with a browser.
      throw error.code === 'unauthorized' ? new AppError('unauthorized', UNPAIRED) : error
    },
  )
  const seq = parseEventId(answer.headers.get('X-Wheelhouse-Seq') ?? '')?.seq
  const value = (await outputOf(operation, answer)) as OperationOutput<N>
  return { value, seq }
}

/** An operation's input as a path with its query, or with a body. */
function requestOf(
  { method, path }: Operation,
  input: Record<string, unknown>,
): [path: string, init: RequestInit] {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const filled = path.replaceAll(/:(\w+)/g, (_, key: string) => {
    const value = rest.get(key)
    rest.delete(key)
    return encodeURIComponent(String(value))
  })
  if (method === 'POST' || method === 'PATCH') {
    const headers = { 'Content-Type': 'application/json' }
    return [filled, { method, headers, body: JSON.stringify(Object.fromEntries(rest)) }]
  }
  const query = new URLSearchParams([...rest].map(([key, value]) => [key, String(value)]))
  return [rest.size > 0 ? `${filled}?${query}` : filled, { method }]
}

async function outputOf(operation: Operation, answer: Response): Promise<unknown> {
  if (operation.status === 204) return undefined
  if (operation.stream !== 'run') return answer.json().catch(notUnderstood)
  // The page has the run's events already; leaving its stream does not stop the run.
  void answer.body?.cancel().catch(() => undefined)
  return { messageID: answer.headers.get('X-Wheelhouse-Message') }
}

/**
 * Sends a request to the listener.
 * @throws AppError as the listener answered, or with a sentence of ours when it did not
 */
export async function ask(fetch: Fetch, path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(path, { ...init, cache: 'no-store' }).catch((cause: unknown) => {
    throw new AppError('internal', 'Wheelhouse does not answer. Start it, then try again.', {
      cause,
    })
  })
  if (answer.ok) return answer
  const { error, code, details } = await answer.json().catch(notUnderstood)
  throw AppError.fromWire({ code, message: error, details })
}

function notUnderstood(cause: unknown): never {
  throw new AppError('internal', 'Wheelhouse broke off its answer. Try again.', { cause })
}
