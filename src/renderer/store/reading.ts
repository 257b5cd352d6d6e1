import type { Message } from '../../shared/engine-types'
import type { Transcript } from './transcript'
import type { Place } from './transcripts'

/** Where the person asked to be brought. */
export interface Target {
  readonly sessionID: string
  /** The end when absent. */
  readonly messageID: string | undefined
}

/** Where a person reads, as far as they asked to be brought there. */
export class Reading {
  #target: Target | undefined

  /** Where the person was brought, while it is marked; each time another object. */
  get target(): Target | undefined {
    return this.#target
  }

  bring(target: Target): void {
    this.#target = { ...target }
  }

  /** The mark has been seen, or the person went on by themselves. */
  release(): void {
    this.#target = undefined
  }
}

// So much of a message may be out of view and the person still reads its beginning.
const SLACK_PX = 24

/**
 * The message of the person before or after where they read.
 * @param shown its messages that are not undone
 * @param place where they read; undefined at the end
 * @param at the message that they were brought to last; it may stand anywhere on the screen
 * @returns undefined when there is none in what is here
 */
export function neighbour(
  transcript: Transcript,
  shown: readonly string[],
  direction: 'previous' | 'next',
  place: Place | undefined,
  at: string | undefined,
): string | undefined {
  const from = at ?? place?.messageID
  const index = from === undefined ? undefined : transcript.positionOf(from)
  // What is shown is the beginning of the order, so that an index means the same in both.
  const isWanted = (id: string, fits: boolean) => fits && isSaid(transcript.message(id))
  if (direction === 'next') {
    return shown.find((id, it) => isWanted(id, index !== undefined && it > index))
  }
  const isPast = at === undefined && (place?.offset ?? 0) > SLACK_PX
  const before = (index ?? shown.length) + Number(isPast && index !== undefined)
  return shown.findLast((id, it) => isWanted(id, it < before))
}

const isSaid = (message: Message | undefined) => message?.role === 'user'
