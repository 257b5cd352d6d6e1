import type { Command } from './command'
import { engineCommands } from './engine-commands'
import { sessionListCommands } from './session-list-commands'

/** All commands, area by area. */
export const COMMANDS: readonly Command[] = [...sessionListCommands, ...engineCommands]
