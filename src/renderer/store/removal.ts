import { AppError } from '../../shared/errors'
import type { Client } from '../client/client'
import type { Clock } from './clock'
import { Countdowns } from './countdowns'
import { whatIsLeft } from './leftover-actions'
import { messageOf } from './message-of'
import type { Remark, Removal } from './remarks'
import type { Store } from './store'
import { titleOf } from './title-of'

/** How long a deletion can be taken back, in ms. */
export const UNDO_MS = 8_000
const SAID_MS = 4_000

export interface RemovalActions {
  /**
   * Takes a session out of the list, and deletes it at the engine when the time to take that back is
   * over. Until then nothing is lost: a page that is closed or reloaded deletes nothing.
   */
  remove(sessionID: string): void
  /** Archives a session; that can be taken back for a moment, and by {@link unarchive} later. */
  archive(sessionID: string): Promise<void>
  /** Brings an archived session back. */
  unarchive(sessionID: string): Promise<void>
  /** Takes back what was removed. @param remarkID the last one that can be when absent */
  undoRemoval(remarkID?: number): Promise<void>
  /** Says something in passing. */
  remark(text: string): void
  /** While a person looks at the remarks none of them goes, and nothing is deleted. */
  holdRemarks(): void
  releaseRemarks(): void
}

/** Builds what removes sessions, and brings them back. @param open opens a session */
export function createRemovalActions(
  client: Client,
  store: Store,
  { clock, open }: { clock: Clock; open: (sessionID: string) => void },
): RemovalActions {
  const countdowns = new Countdowns(clock)

  const show = (text: string, removal: Removal | undefined, whenOver: () => void) => {
    const { id } = store.remarks.add(text, removal)
    countdowns.start(id, removal ? UNDO_MS : SAID_MS, () => {
      // Gone before its time: taken back, or deleted elsewhere.
      if (!store.remarks.get(id)) return
      store.write(() => store.remarks.remove(id))
      whenOver()
    })
  }

  const close = (sessionID: string): boolean => {
    if (store.openID !== sessionID) return false
    store.setOpen(undefined)
    return true
  }

  const deleteNow = async (sessionID: string) => {
    const title = titleOf(store, sessionID)
    try {
      await client.call('sessions.delete', { id: sessionID })
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not_found')) {
        store.write(() => {
          store.list.unhide(sessionID)
          store.notices.add('action', `“${title}” was not deleted. ${messageOf(error)}`)
        })
        return
      }
    }
    store.write(() => store.forget(sessionID))
    await sayWhatIsLeft(sessionID, title)
  }

  const sayWhatIsLeft = async (sessionID: string, title: string) => {
    try {
      const { value } = await client.call('sessions.processes', { id: sessionID })
      if (value.length === 0) return
      const text = `“${title}” is deleted, but something that it started runs on. ${whatIsLeft(value)}`
      store.write(() => store.notices.add('action', text))
    } catch {
      // Mostly "not found": nothing is left, and the session is gone. Nobody asked for it.
    }
  }

  const setArchived = async (sessionID: string, archived: boolean): Promise<boolean> => {
    if (!store.workbench.begin(sessionID, 'archiving')) return false
    try {
      const { value } = await client.call('sessions.update', { id: sessionID, archived })
      store.write(() => store.list.put(value))
      return true
    } catch (error) {
      const what = archived ? 'archived' : 'brought back'
      const text = `“${titleOf(store, sessionID)}” was not ${what}. ${messageOf(error)}`
      store.write(() => store.notices.add('action', text))
      return false
    } finally {
      store.write(() => store.workbench.end(sessionID))
    }
  }

  const bringBack = async ({ id, removal }: Remark) => {
    if (!removal) return
    const { kind, sessionID, wasOpen } = removal
    countdowns.cancel(id)
    store.write(() => {
      store.remarks.remove(id)
      if (kind === 'delete') store.list.unhide(sessionID)
    })
    if (kind === 'archive' && !(await setArchived(sessionID, false))) return
    // Whoever opened another session meanwhile stays there.
    if (wasOpen && store.openID === undefined) open(sessionID)
  }

  // What is opened is wanted: from the line of what waits elsewhere, say.
  store.subscribe(() => {
    const remark = store.openID === undefined ? undefined : store.remarks.removalOf(store.openID)
    if (remark?.removal?.kind === 'delete') void bringBack(remark)
  })

  return {
    remove(sessionID) {
      if (
        !store.list.get(sessionID) ||
        store.remarks.removalOf(sessionID)?.removal?.kind === 'delete'
      )
        return
      const stops = store.isBusy(sessionID) ? ' Its run is stopped with it.' : ''
      const text = `Deleted “${titleOf(store, sessionID)}”.${stops}`
      store.write(() => {
        store.remarks.forget(sessionID)
        store.list.hide(sessionID)
        const removal: Removal = { kind: 'delete', sessionID, wasOpen: close(sessionID) }
        show(text, removal, () => void deleteNow(sessionID))
      })
    },

    async archive(sessionID) {
      const goesOn = store.isBusy(sessionID) ? ' The agent goes on there.' : ''
      if (!(await setArchived(sessionID, true))) return
      const text = `Archived “${titleOf(store, sessionID)}”.${goesOn}`
      store.write(() => {
        const removal: Removal = { kind: 'archive', sessionID, wasOpen: close(sessionID) }
        show(text, removal, () => undefined)
      })
    },

    async unarchive(sessionID) {
      store.write(() => store.remarks.forget(sessionID))
      await setArchived(sessionID, false)
    },

    async undoRemoval(remarkID) {
      const remark =
        remarkID === undefined ? store.remarks.lastRemoval : store.remarks.get(remarkID)
      if (remark) await bringBack(remark)
    },

    remark(text) {
      store.write(() => show(text, undefined, () => undefined))
    },

    holdRemarks: () => countdowns.hold(),
    releaseRemarks: () => countdowns.release(),
  }
}
