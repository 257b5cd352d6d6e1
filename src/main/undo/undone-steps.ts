import type { MessageWithParts } from '../../shared/engine-types'

/** What one step of an agent's run changed in files, as the engine notes it in a `patch` part. */
export interface UndoneStep {
  /** The tree before the step. */
  readonly before: string
  /** The tree after it; undefined when the step was cut short. */
  readonly after: string | undefined
  /** Absolute names, as the engine lists them. */
  readonly listed: readonly string[]
}

/** The message that an undo to this one begins with: a prompt, since its answers cannot stand alone. */
export function promptOf(messages: readonly MessageWithParts[], messageID: string): string {
  const at = messages.findIndex(({ info }) => info.id === messageID)
  const prompt = messages.slice(0, at + 1).findLast(({ info }) => info.role === 'user')
  return prompt?.info.id ?? messageID
}

/**
 * The steps that undoing takes back, oldest first.
 * @param messages all of the session's, in the engine's order
 * @param from the first message that is undone
 * @param partID of that message only what comes after this part, as other clients can ask for
 */
export function undoneSteps(
  messages: readonly MessageWithParts[],
  from: string,
  partID?: string,
): UndoneStep[] {
  const at = messages.findIndex(({ info }) => info.id === from)
  if (at < 0) return []
  return messages.slice(at).flatMap(({ parts }, index) => {
    const cut = index === 0 && partID ? parts.findIndex(({ id }) => id === partID) : -1
    return stepsOf(parts, cut)
  })
}

/** @param cut the last part that stays */
function stepsOf(parts: MessageWithParts['parts'], cut: number): UndoneStep[] {
  const steps: UndoneStep[] = []
  let before: string | undefined
  let after: string | undefined
  for (const [index, part] of parts.entries()) {
    if (part.type === 'step-start') {
      before = part.snapshot
      after = undefined
    }
    if (part.type === 'step-finish' && index > cut && before !== undefined && part.snapshot) {
      after = part.snapshot
      // Of a step that changed only files which it cannot list the engine has no patch (1.18.33).
      if (after !== before) steps.push({ before, after, listed: [] })
    }
    if (part.type === 'patch' && index > cut) {
      const { hash, files } = part
      if (steps.at(-1)?.before === hash && steps.at(-1)?.after === after) steps.pop()
      steps.push({ before: hash, after, listed: files })
    }
  }
  return steps
}

const WRITERS = new Set(['write', 'edit', 'multiedit', 'apply_patch', 'patch'])

/**
 * The files that tools of the agent say they wrote, whether or not the engine keeps track of them.
 * @returns paths as the tools were given them
 */
export function writtenByTools(messages: readonly MessageWithParts[], from: string): string[] {
  const at = messages.findIndex(({ info }) => info.id === from)
  if (at < 0) return []
  const parts = messages.slice(at).flatMap((message) => message.parts)
  const paths = parts.flatMap((part) => {
    if (part.type !== 'tool' || !WRITERS.has(part.tool) || part.state.status !== 'completed') {
      return []
    }
    // One file in the input, or several in what the tool says of its result.
    const { input, metadata } = part.state
    const several = Array.isArray(metadata.files) ? metadata.files : []
    const named = [input.filePath, ...several.map((file) => file?.filePath)]
    return named.filter((name) => typeof name === 'string')
  })
  return [...new Set(paths)]
}
