import { type Bridge, fromJson } from '../../shared/bridge'
import { AppError } from '../../shared/errors'
import type { OperationInput, OperationName } from '../../shared/operations'
import { after } from './after'
import type { Answer, Client, EventSink } from './client'
import { followEvents } from './stream'

/**
 * The client of a window of the app: operations by IPC, events by MessagePort.
 * @param bridge what the preload exposes
 * @param page the window that receives the port
 */
export function bridgeClient(bridge: Bridge, page: Window): Client {
  return {
    call: (name, input) => callBridge(bridge, name, input),
    follow: (sink: EventSink) =>
      followEvents(
        {
          page,
          origin: page.location.origin,
          open: (nonce) => bridge.openEvents(nonce),
          nonce: () => crypto.randomUUID(),
          after,
        },
        sink,
      ),
  }
}

async function callBridge<N extends OperationName>(
  bridge: Bridge,
  name: N,
  input: OperationInput<N>,
): Promise<Answer<N>> {
  const result = await bridge.call(name, input).catch((cause: unknown) => {
    // A refusal is an answer; a rejection means that main itself did not serve the call.
    throw new AppError('internal', 'The app did not answer. Try again, or restart Wheelhouse.', {
      cause,
    })
  })
  if (!result.ok) throw AppError.fromWire(result.error)
  return { value: fromJson(result.json), seq: result.seq }
}
