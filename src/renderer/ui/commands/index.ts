import type { Command } from './command'
import { engineCommands } from './engine-commands'
import { transcriptCommands } from './transcript-commands'

/** All commands, area by area. */
export const COMMANDS: readonly Command[] = [...transcriptCommands, ...engineCommands]
