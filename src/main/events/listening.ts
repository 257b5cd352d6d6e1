import { type EngineConnection, probeHealth } from '../engine/connection'

/**
 * The engine answers `/global/event`, greets, and only then begins to listen to its own events: two
 * to three turns of its loop later (opencode 1.18.33). While it loads a directory one turn has been
 * seen to last 7 s, and what happens meanwhile is told to nobody. Each answer to a question that was
 * asked after the one before is at least one turn. In 60 openings beside loading directories two
 * answers were enough.
 */
export const TURNS = 5
/** A question in the middle of the engine's start can stay unanswered for ever (opencode 1.18). */
const ANSWER_LIMIT_MS = 10_000
const AFTER_MISS_MS = 250

/**
 * Waits until an engine whose event stream was just opened tells on it all that happens from now on.
 * @param signal ends the waiting, as when the stream is lost
 */
export async function untilListening(
  connection: EngineConnection,
  signal: AbortSignal,
): Promise<void> {
  for (let turns = 0; turns < TURNS && !signal.aborted; ) {
    const health = await probeHealth(connection, {
      signal,
      timeoutMs: ANSWER_LIMIT_MS,
      pauseMs: AFTER_MISS_MS,
    })
    if (health) turns += 1
  }
}
