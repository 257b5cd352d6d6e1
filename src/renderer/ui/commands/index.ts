import { appCommands } from './app-commands'
import type { Command } from './command'
import { engineCommands } from './engine-commands'
import { sessionCommands } from './session-commands'

/** All commands, area by area. */
export const COMMANDS: readonly Command[] = [...sessionCommands, ...engineCommands, ...appCommands]
import { panelCommands } from './panel-commands'
export const COMMANDS: readonly Command[] = [...panelCommands, ...engineCommands]
