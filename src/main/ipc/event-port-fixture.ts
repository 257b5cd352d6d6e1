import type { Projection } from '../../shared/events'
import { BATCH_BYTES, Hub } from '../events/hub'
import { recordLog } from '../testing/log'
import { PortPair } from '../testing/port-pair'
import { FRAME_BYTES, streamToPort, UNACKNOWLEDGED_BYTES } from './event-port'

export const PROJECTION: Projection = {
  engine: { running: true, state: 'ready', since: 1, restarts: 0 },
  statuses: { ses_1: { type: 'busy' } },
  permissions: [],
  questions: [],
  parents: {},
  compactions: {},
}

const LARGE = JSON.stringify('x'.repeat(BATCH_BYTES))
export const LARGE_BYTES = LARGE.length
/** How many large batches fit before the page must acknowledge. */
export const FIT = Math.ceil(UNACKNOWLEDGED_BYTES / (LARGE_BYTES + FRAME_BYTES))

/** A hub, and a port that a test connects to it. */
export function createPortFixture() {
  const log = recordLog()
  const hub = new Hub({ log, epoch: 'epoch1' })
  const publish = (...texts: string[]) =>
    hub.publish(texts.map((text) => ({ type: 't', directory: '/p', sessionID: undefined, text })))
  const fixture = {
    log,
    hub,
    port: new PortPair(),
    snapshot: (): Projection => PROJECTION,
    publish,
    publishLarge: (times: number) => {
      for (let i = 0; i < times; i += 1) publish(LARGE)
    },
    /** Streams to a port, that of the fixture unless told otherwise. */
    connect: (onClose: () => void = () => undefined, port?: PortPair): ((reason: string) => void) =>
      streamToPort({
        port: port ?? fixture.port,
        hub,
        snapshot: () => fixture.snapshot(),
        log,
        onClose,
      }),
  }
  return fixture
}
export type PortFixture = ReturnType<typeof createPortFixture>
