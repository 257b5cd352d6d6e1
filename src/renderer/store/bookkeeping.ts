import type { Message, Part } from '../../shared/engine-types'

/**
 * Tells whether a part of a message shows nothing, now and later: a step, a snapshot, what the engine added
 * to a person's words, a text or thought that ended without any.
 * @param role whose message it is
 */
export function isBookkeeping(part: Part, role: Message['role']): boolean {
  switch (part.type) {
    case 'text':
      // What the engine adds to a person's message (a file's text, say) is not their words.
      if (role === 'user') return part.synthetic === true || isBlank(part.text)
      return part.time?.end !== undefined && isBlank(part.text)
    case 'reasoning':
      return part.time.end !== undefined && isBlank(part.text)
    case 'tool':
    case 'file':
    case 'agent':
    case 'subtask':
      return false
    default:
      return true
  }
}

/** The parts of a message that show something, or may come to. */
export const withoutBookkeeping = (
  parts: readonly (Part | undefined)[],
  role: Message['role'],
): readonly Part[] => parts.flatMap((it) => (it && !isBookkeeping(it, role) ? [it] : []))

/** Tells whether nothing of a text is to be seen. */
export const isBlank = (text: string): boolean => !/\S/.test(text)
