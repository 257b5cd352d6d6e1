import type { Helm } from '../context'
import type { Command } from './command'

const isOpen = ({ store }: Helm) => store.openID !== undefined
/** Whether the open session has its full look, in which there are places to go to. */
const isDrawn = ({ store }: Helm) =>
  store.openID !== undefined && !store.plainText.has(store.openID)

/** Going about in the open session. */
export const transcriptCommands: readonly Command[] = [
  {
    id: 'transcript.find',
    title: 'Find in session',
    group: 'Transcript',
    keys: ['Mod+F'],
    words: 'search text',
    isEnabled: isDrawn,
    run: ({ actions }) => actions.openFind(),
  },
  {
    id: 'transcript.previous',
    title: 'Go to previous message',
    group: 'Transcript',
    keys: ['Alt+ArrowUp'],
    words: 'jump up back prompt',
    isEnabled: isDrawn,
    run: ({ actions }) => void actions.goToMessage('previous'),
  },
  {
    id: 'transcript.next',
    title: 'Go to next message',
    group: 'Transcript',
    keys: ['Alt+ArrowDown'],
    words: 'jump down prompt',
    isEnabled: isDrawn,
    run: ({ actions }) => void actions.goToMessage('next'),
  },
  {
    id: 'transcript.first',
    title: 'Go to first message',
    group: 'Transcript',
    keys: ['Alt+Home'],
    words: 'jump start beginning top',
    isEnabled: isDrawn,
    run: ({ actions }) => void actions.goToStart(),
  },
  {
    id: 'transcript.latest',
    title: 'Go to latest message',
    group: 'Transcript',
    keys: ['Alt+End'],
    words: 'jump end bottom newest',
    isEnabled: isDrawn,
    run: ({ actions }) => actions.goToEnd(),
  },
  {
    id: 'transcript.plain-text',
    title: 'Show session as plain text, or as usual',
    group: 'Transcript',
    words: 'raw source markdown safe crash slow',
    isEnabled: isOpen,
    run: ({ store, actions }) => {
      const { openID } = store
      if (openID !== undefined) actions.showPlain(openID, !store.plainText.has(openID))
    },
  },
]
