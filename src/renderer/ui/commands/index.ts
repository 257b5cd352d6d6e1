import type { Command } from './command'
import { composerCommands } from './composer-commands'
import { engineCommands } from './engine-commands'

/** All commands, area by area. */
export const COMMANDS: readonly Command[] = [...composerCommands, ...engineCommands]
