import type { MessageWithParts, Part } from '../../shared/engine-types'

/** What one step of an agent's run changed in files, as the engine notes it in a `patch` part. */
export interface UndoneStep {
  /** The tree before the step. */
  readonly before: string
  /** The tree after it; undefined when the step was cut short. */
  readonly after: string | undefined
  /** Absolute names, as the engine lists them. */
  readonly listed: readonly string[]
  /** The time at which it began, in ms since the epoch, as far as the engine says. */
  readonly startedAt?: number | undefined
  /**
   * The engine noted nothing of it, as it ended in the middle or says that nothing changed: what changed up
   * to the next step counts, or up to now, whoever did it.
   */
  readonly isCut?: true
  /** The time at which it ended, where the engine says so; then only what was written until then counts. */
  readonly endedAt?: number | undefined
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
  const steps = messages.slice(at).flatMap(({ info, parts }, index) => {
    const cut = index === 0 && partID ? parts.findIndex(({ id }) => id === partID) : -1
    const { created, completed } = timesOf(info)
    return stepsOf(parts, cut, completed).map((step) => ({ ...step, startedAt: created }))
  })
  return steps.map((step, index) =>
    step.isCut ? { ...step, after: steps[index + 1]?.before } : step,
  )
}

const timesOf = ({ time }: MessageWithParts['info']): { created?: number; completed?: number } =>
  time ?? {}

/** @param cut the last part that stays */
function stepsOf(
  parts: MessageWithParts['parts'],
  cut: number,
  endedAt: number | undefined,
): UndoneStep[] {
  const steps: UndoneStep[] = []
  let before: string | undefined
  let after: string | undefined
  // Since the step began something ran that may change files, and the engine did not note what.
  let isOpen = false
  const leave = () => {
    if (isOpen && before !== undefined) {
      steps.push({ before, after: undefined, listed: [], isCut: true })
    }
    isOpen = false
  }
  for (const [index, part] of parts.entries()) {
    if (part.type === 'step-start') {
      leave()
      // Empty where git could not write the tree (opencode 1.18.33).
      before = part.snapshot || undefined
      after = undefined
    }
    if (index > cut && mayWrite(part)) isOpen = true
    if (part.type === 'step-finish' && index > cut && before !== undefined && part.snapshot) {
      after = part.snapshot
      // Of a step that changed only files which it cannot list the engine has no patch (1.18.33).
      if (after !== before) steps.push({ before, after, listed: [] })
      // With a full disk, say, it goes on with the tree that it had.
      else if (isOpen && endedAt !== undefined) {
        steps.push({ before, after: undefined, listed: [], isCut: true, endedAt })
      }
    }
    if (part.type === 'patch' && index > cut) {
      const { hash, files } = part
      if (steps.at(-1)?.before === hash && steps.at(-1)?.after === after) steps.pop()
      steps.push({ before: hash, after, listed: files })
    }
    if (part.type === 'step-finish' || part.type === 'patch') isOpen = false
  }
  leave()
  return steps
}

/** The engine's tools that change no file. */
const READERS = new Set(
  (
    'read grep glob list lsp webfetch websearch codesearch todowrite todoread question skill invalid ' +
    'plan_enter plan_exit list_mcp_resources list_mcp_resource_templates read_mcp_resource'
  ).split(' '),
)

const mayWrite = (part: Part) =>
  part.type === 'tool' && part.state.status !== 'pending' && !READERS.has(part.tool)

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

/**
 * Counts the commands and tools that may have changed files while the engine took no snapshot: a person's
 * own commands, and all where there is no git. Those that name the files they write are not among them.
 */
export function runsWithoutSnapshot(messages: readonly MessageWithParts[], from: string): number {
  const at = messages.findIndex(({ info }) => info.id === from)
  if (at < 0) return 0
  return messages.slice(at).reduce((sum, { parts }) => {
    let hasSnapshot = false
    let count = 0
    for (const part of parts) {
      if (part.type === 'step-start') hasSnapshot = Boolean(part.snapshot)
      else if (!hasSnapshot && part.type === 'tool' && mayWrite(part) && !WRITERS.has(part.tool)) {
        count += 1
      }
    }
    return sum + count
  }, 0)
}
