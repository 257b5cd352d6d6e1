import { lastPrompt } from '../../store/revert'
import type { Helm } from '../context'
import { focusComposer } from '../focus'
import type { Command } from './command'

/** The open session, when something can be done with it now. */
const workable = ({ store }: Helm): string | undefined => {
  const { openID } = store
  if (openID === undefined || !store.isReady || !store.list.get(openID)) return undefined
  return store.workbench.workOn(openID) === undefined ? openID : undefined
}

/** A command for the open session. @param fits whether it makes sense for that session now */
const forSession = (
  command: Omit<Command, 'group' | 'isEnabled' | 'run'>,
  run: (helm: Helm, sessionID: string) => void,
  fits: (helm: Helm, sessionID: string) => boolean = () => true,
): Command => ({
  ...command,
  group: 'Sessions',
  isEnabled: (helm) => {
    const sessionID = workable(helm)
    return sessionID !== undefined && fits(helm, sessionID)
  },
  run: (helm) => {
    const sessionID = workable(helm)
    if (sessionID !== undefined && fits(helm, sessionID)) run(helm, sessionID)
  },
})

const isArchived = ({ store }: Helm, id: string) => Boolean(store.list.get(id)?.time.archived)
const isShared = ({ store }: Helm, id: string) =>
  store.links.linkOf(store.list.get(id)) !== undefined
const isUndone = ({ store }: Helm, id: string) => store.list.get(id)?.revert !== undefined

/** What can be done with the open session, and taken back. */
export const sessionCommands: readonly Command[] = [
  forSession(
    { id: 'session.rename', title: 'Rename session…', keys: ['F2'], words: 'title name' },
    ({ actions }, id) => actions.openForm('rename', id),
  ),
  forSession(
    { id: 'session.fork', title: 'Fork session', words: 'copy branch duplicate' },
    ({ actions }, id) => void actions.fork(id),
  ),
  forSession(
    {
      id: 'session.export',
      title: 'Export session as Markdown',
      keys: ['Mod+Shift+E'],
      words: 'save download file',
    },
    ({ actions }, id) => void actions.exportSession(id, 'file'),
  ),
  forSession(
    { id: 'session.copy-markdown', title: 'Copy session as Markdown', words: 'clipboard export' },
    ({ actions }, id) => void actions.exportSession(id, 'clipboard'),
  ),
  forSession(
    { id: 'session.share', title: 'Share session…', words: 'publish link' },
    ({ actions }, id) => actions.openForm('share', id),
    (helm, id) => !isShared(helm, id),
  ),
  forSession(
    { id: 'session.copy-link', title: 'Copy share link', words: 'publish url' },
    ({ actions }, id) => void actions.copyLink(id),
    isShared,
  ),
  forSession(
    { id: 'session.unshare', title: 'Stop sharing session', words: 'unshare unpublish link' },
    ({ actions }, id) => void actions.unshare(id),
    isShared,
  ),
  forSession(
    { id: 'session.compact', title: 'Compact session now', words: 'summarise summarize context' },
    ({ actions }, id) => void actions.compact(id),
    ({ store }, id) => !store.isBusy(id),
  ),
  forSession(
    {
      id: 'session.undo',
      title: 'Undo last message',
      keys: ['Mod+Shift+Backspace'],
      words: 'revert',
    },
    ({ store, actions }, id) => {
      const messageID = lastPrompt(store, id)
      if (messageID !== undefined) void actions.undoTo(id, messageID)
    },
    ({ store }, id) => lastPrompt(store, id) !== undefined,
  ),
  forSession(
    {
      id: 'session.redo',
      title: 'Redo undone messages',
      keys: ['Mod+Shift+Y'],
      words: 'unrevert restore',
    },
    ({ actions }, id) => void actions.redo(id),
    (helm, id) => isUndone(helm, id) && !helm.store.isBusy(id),
  ),
  forSession(
    {
      id: 'session.replaced-files',
      title: 'Show replaced files…',
      words: 'undo redo kept copies restore get back',
    },
    ({ actions }, id) => void actions.showKept(id),
  ),
  forSession(
    { id: 'session.archive', title: 'Archive session', keys: ['Mod+Shift+A'] },
    ({ actions }, id) => {
      void actions.archive(id)
      focusComposer()
    },
    (helm, id) => !isArchived(helm, id),
  ),
  forSession(
    { id: 'session.unarchive', title: 'Unarchive session', words: 'restore' },
    ({ actions }, id) => void actions.unarchive(id),
    isArchived,
  ),
  forSession(
    { id: 'session.delete', title: 'Delete session', words: 'remove' },
    ({ actions }, id) => {
      actions.remove(id)
      focusComposer()
    },
  ),
  {
    id: 'session.bring-back',
    title: 'Bring back the session just removed',
    group: 'Sessions',
    words: 'undo delete archive restore',
    isEnabled: ({ store }) => store.remarks.lastRemoval !== undefined,
    run: ({ actions }) => void actions.undoRemoval(),
  },
]
