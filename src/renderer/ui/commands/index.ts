import { appCommands } from './app-commands'
import type { Command } from './command'
import { engineCommands } from './engine-commands'

/** All commands, area by area. */
export const COMMANDS: readonly Command[] = [...engineCommands, ...appCommands]
