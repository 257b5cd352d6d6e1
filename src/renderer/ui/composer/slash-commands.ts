import { COMMANDS } from '../commands'
import type { Command } from '../commands/command'
import type { Helm } from '../context'

/** One of the app's own commands, as it is called by `/`. */
export interface SlashCommand {
  readonly name: string
  readonly command: Command
}

/** What it is called by, and the verb in the id of the command that it is. */
const VERBS: Readonly<Record<string, string>> = {
  new: 'new',
  compact: 'compact',
  undo: 'undo',
  redo: 'redo',
  fork: 'fork',
  rename: 'rename',
  model: 'model',
}

/** The app's own commands that can be given now; an engine's command of the same name goes first. */
export function slashCommands(
  helm: Helm,
  taken: readonly { readonly name: string }[],
): readonly SlashCommand[] {
  return Object.entries(VERBS).flatMap(([name, verb]) => {
    const command = COMMANDS.find(({ id }) => id.split('.')[1] === verb)
    const isTaken = taken.some((it) => it.name === name)
    if (!command || isTaken || command.isEnabled?.(helm) === false) return []
    return [{ name, command }]
  })
}
