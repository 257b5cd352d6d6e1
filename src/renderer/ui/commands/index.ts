import { appCommands } from './app-commands'
import type { Command } from './command'
import { composerCommands } from './composer-commands'
import { engineCommands } from './engine-commands'
import { panelCommands } from './panel-commands'
import { sessionCommands } from './session-commands'
import { sessionListCommands } from './session-list-commands'
import { transcriptCommands } from './transcript-commands'

/** All commands, area by area. */
export const COMMANDS: readonly Command[] = [
  ...sessionListCommands,
  ...sessionCommands,
  ...transcriptCommands,
  ...composerCommands,
  ...panelCommands,
  ...engineCommands,
  ...appCommands,
]
