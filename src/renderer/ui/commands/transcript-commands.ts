import type { Helm } from '../context'
import type { Command } from './command'

const isOpen = ({ store }: Helm) => store.openID !== undefined

/** Going about in the open session. */
export const transcriptCommands: readonly Command[] = [
  {
    id: 'transcript.find',
    title: 'Find in session',
    group: 'Transcript',
    keys: ['Mod+F'],
    words: 'search text',
    isEnabled: isOpen,
    run: ({ actions }) => actions.openFind(),
  },
  {
    id: 'transcript.previous',
    title: 'Go to previous message',
    group: 'Transcript',
    keys: ['Alt+ArrowUp'],
    words: 'jump up back prompt',
    isEnabled: isOpen,
    run: ({ actions }) => void actions.goToMessage('previous'),
  },
  {
    id: 'transcript.next',
    title: 'Go to next message',
    group: 'Transcript',
    keys: ['Alt+ArrowDown'],
    words: 'jump down prompt',
    isEnabled: isOpen,
    run: ({ actions }) => void actions.goToMessage('next'),
  },
  {
    id: 'transcript.first',
    title: 'Go to first message',
    group: 'Transcript',
    keys: ['Alt+Home'],
    words: 'jump start beginning top',
    isEnabled: isOpen,
    run: ({ actions }) => void actions.goToStart(),
  },
  {
    id: 'transcript.latest',
    title: 'Go to latest message',
    group: 'Transcript',
    keys: ['Alt+End'],
    words: 'jump end bottom newest',
    isEnabled: isOpen,
    run: ({ actions }) => actions.goToEnd(),
  },
]
