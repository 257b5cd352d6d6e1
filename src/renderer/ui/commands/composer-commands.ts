import { directoryOf, leadingAgents } from '../../store/catalog'
import { choiceIn } from '../../store/resolve-choice'
import { ATTACH_BUTTON_ID, MODEL_PICKER_ID } from '../composer/picker-ids'
import type { Helm } from '../context'
import { focusComposer } from '../focus'
import type { Command } from './command'

/** Writing, and who is to answer. */
export const composerCommands: readonly Command[] = [
  {
    id: 'composer.focus',
    title: 'Write a message',
    group: 'Composer',
    keys: ['Mod+L'],
    words: 'prompt input focus',
    run: focusComposer,
  },
  {
    id: 'composer.attach',
    title: 'Attach files…',
    group: 'Composer',
    keys: ['Mod+U'],
    words: 'image upload picture pdf',
    run: () => document.getElementById(ATTACH_BUTTON_ID)?.click(),
  },
  {
    id: 'composer.model',
    title: 'Choose a model…',
    group: 'Composer',
    keys: ["Mod+'"],
    words: 'switch provider',
    run: () => document.getElementById(MODEL_PICKER_ID)?.click(),
  },
  {
    id: 'composer.next-agent',
    title: 'Switch to the next agent',
    group: 'Composer',
    keys: ['Mod+.'],
    words: 'mode plan build cycle',
    isEnabled: (helm) => agentsOf(helm).length > 1,
    run: (helm) => {
      const current = choiceIn(helm.store, helm.store.openID).agent
      const next = after(agentsOf(helm), current)
      if (next) helm.actions.choose({ agent: next })
    },
  },
  {
    id: 'composer.next-effort',
    title: 'Switch to the next effort',
    group: 'Composer',
    keys: ['Mod+Shift+D'],
    words: 'variant reasoning thinking cycle',
    isEnabled: ({ store }) => (choiceIn(store, store.openID).model?.variants.length ?? 0) > 0,
    run: ({ store, actions }) => {
      const { model, modelRef, sent } = choiceIn(store, store.openID)
      // Without any comes after the last.
      const variant = after(['', ...(model?.variants ?? [])], sent.variant ?? '')
      if (modelRef) actions.choose({ model: modelRef, variant: variant || undefined })
    },
  },
  {
    id: 'composer.stop',
    title: 'Stop the agent',
    group: 'Composer',
    words: 'abort cancel interrupt',
    isEnabled: ({ store }) => store.openID !== undefined && store.isBusy(store.openID),
    run: ({ actions }) => void actions.stop(),
  },
]

const agentsOf = ({ store }: Helm): string[] =>
  leadingAgents(store.catalogs.get(directoryOf(store, store.openID))).map(({ name }) => name)

/** The one after it, or the first. */
const after = (names: readonly string[], current: string | undefined): string | undefined =>
  names[(names.indexOf(current ?? '') + 1) % names.length]
