import type { EventEnvelope } from '../../shared/events'
import type { Publication } from '../events/hub'

/** An event of the engine with just the properties that a test is about. */
export const envelope = (type: string, properties: object, directory = '/project') =>
  ({ directory, payload: { id: 'evt_1', type, properties } }) as unknown as EventEnvelope

/** The same on its way into the hub. */
export function publication(type: string, properties: { sessionID?: string }): Publication {
  const event = envelope(type, properties)
  const { directory } = event
  return { type, directory, sessionID: properties.sessionID, text: JSON.stringify(event) }
}
