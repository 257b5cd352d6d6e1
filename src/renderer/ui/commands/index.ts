import { appCommands } from './app-commands'
import type { Command } from './command'
import { engineCommands } from './engine-commands'
import { panelCommands } from './panel-commands'
import { sessionCommands } from './session-commands'

/** All commands, area by area. */
export const COMMANDS: readonly Command[] = [
  ...sessionCommands,
  ...panelCommands,
  ...engineCommands,
  ...appCommands,
]
