import type { Command } from './command'

export const engineCommands: readonly Command[] = [
  {
    id: 'engine.restart',
    title: 'Restart engine',
    group: 'Engine',
    isEnabled: ({ store }) => store.engine !== undefined && !store.startingEngine,
    run: ({ actions }) => void actions.startEngine('engine.restart'),
  },
]
