import { startOfDay } from '../../store/list-view'
import type { Store } from '../../store/store'
import type { Helm } from '../context'
import { focusComposer } from '../focus'
import { focusSearch } from '../sessions/list-focus'
import type { Command } from './command'

/** The sessions that the list shows, drawn or not, in its order. */
const shownIDs = (store: Store): string[] =>
  store.listView
    .items(store, startOfDay(Date.now()))
    .flatMap(({ row }) => (row ? [row.session.id] : []))

/** The session that is so many rows from the open one; from none it is the first or the last. */
function beside(store: Store, step: 1 | -1): string | undefined {
  const ids = shownIDs(store)
  const at = store.openID === undefined ? -1 : ids.indexOf(store.openID)
  return at < 0 ? ids.at(step > 0 ? 0 : -1) : ids[at + step]
}

/** The next session below the open one, and then from the top, in which something is to be seen. */
function nextWanting(store: Store): string | undefined {
  const { shown, unread } = store.list
  const ids = shown.map(({ id }) => id)
  const at = store.openID === undefined ? -1 : ids.indexOf(store.asks.rootOf(store.openID))
  const others = [...ids.slice(at + 1), ...ids.slice(0, Math.max(at, 0))]
  return others.find((id) => store.isWaiting(id)) ?? others.find((id) => unread.has(id))
}

const parentOf = (store: Store): string | undefined =>
  store.openID === undefined ? undefined : store.list.get(store.openID)?.parentID

const openIfAny = ({ actions }: Helm, id: string | undefined) => {
  if (id !== undefined) actions.open(id)
}

export const sessionListCommands: readonly Command[] = [
  {
    id: 'sessions.new',
    title: 'New session',
    group: 'Sessions',
    keys: ['Mod+N'],
    words: 'start create',
    run: ({ actions }) => {
      actions.startNew()
      focusComposer()
    },
  },
  {
    id: 'sessions.search',
    title: 'Search sessions',
    group: 'Sessions',
    keys: ['Mod+Shift+F'],
    words: 'find filter',
    run: ({ store }) => {
      store.write(() => store.sidebar.setHidden(false))
      // The field is there only after the sidebar is.
      requestAnimationFrame(focusSearch)
    },
  },
  {
    id: 'sessions.next',
    title: 'Next session',
    group: 'Sessions',
    keys: ['Mod+PageDown'],
    isEnabled: ({ store }) => beside(store, 1) !== undefined,
    run: (helm) => openIfAny(helm, beside(helm.store, 1)),
  },
  {
    id: 'sessions.previous',
    title: 'Previous session',
    group: 'Sessions',
    keys: ['Mod+PageUp'],
    isEnabled: ({ store }) => beside(store, -1) !== undefined,
    run: (helm) => openIfAny(helm, beside(helm.store, -1)),
  },
  {
    id: 'sessions.next-wanting',
    title: 'Next session that waits or is unread',
    group: 'Sessions',
    keys: ['Alt+Shift+ArrowDown'],
    words: 'attention permission question done',
    isEnabled: ({ store }) => nextWanting(store) !== undefined,
    run: (helm) => openIfAny(helm, nextWanting(helm.store)),
  },
  {
    id: 'sessions.parent',
    title: 'Go to parent session',
    group: 'Sessions',
    keys: ['Alt+Shift+ArrowUp'],
    words: 'sub-agent back up',
    isEnabled: ({ store }) => parentOf(store) !== undefined,
    run: (helm) => openIfAny(helm, parentOf(helm.store)),
  },
  {
    id: 'sessions.archived',
    title: 'Show archived sessions',
    group: 'Sessions',
    words: 'put away',
    isEnabled: ({ store }) => !store.listView.showsArchived,
    run: ({ store, actions }) => {
      store.write(() => store.sidebar.setHidden(false))
      actions.changeList((view) => view.setArchived(true))
    },
  },
  {
    id: 'sessions.unarchived',
    title: 'Hide archived sessions',
    group: 'Sessions',
    isEnabled: ({ store }) => store.listView.showsArchived,
    run: ({ actions }) => actions.changeList((view) => view.setArchived(false)),
  },
  {
    id: 'projects.add',
    title: 'Add project…',
    group: 'Sessions',
    words: 'open folder directory',
    // The dialog is the desktop's.
    isEnabled: ({ store }) => window.wheelhouse !== undefined && !store.projects.isChoosing,
    run: ({ actions }) => void actions.addProject(),
  },
  {
    id: 'sidebar.toggle',
    title: 'Show or hide sidebar',
    group: 'Panels',
    keys: ['Mod+B'],
    run: ({ store }) => store.write(() => store.sidebar.setHidden(!store.sidebar.shape.isHidden)),
  },
]
