import type { PanelTab } from '../../store/panel'
import type { Helm } from '../context'
import type { Command } from './command'

const show = (id: PanelTab, title: string, keys: string, words: string): Command => ({
  id: `panel.${id}`,
  title,
  group: 'Panels',
  keys: [keys],
  words: `side panel tab ${words}`,
  run: ({ store }: Helm) => store.write(() => store.panel.show(id)),
})

export const panelCommands: readonly Command[] = [
  {
    id: 'panel.toggle',
    title: 'Show or hide side panel',
    group: 'Panels',
    keys: ['Mod+Shift+B'],
    words: 'right sidebar inspector',
    run: ({ store }) =>
      store.write(() => {
        if (store.panel.isShown) store.panel.setShown(false)
        else store.panel.show()
      }),
  },
  show('changes', 'Show changes', 'Mod+Shift+G', 'diff files review git'),
  show('todos', 'Show to-dos', 'Mod+Shift+L', 'list tasks plan progress'),
  show('context', 'Show context', 'Mod+Shift+U', 'usage window tokens cost model'),
  show('events', 'Show events', 'Mod+Shift+O', 'inspector stream raw json debug'),
]
