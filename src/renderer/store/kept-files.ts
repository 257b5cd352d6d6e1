import type { Attachment, AttachmentRef } from './drafts'
import type { Store } from './store'

/** Where there is room for files: a part of IndexedDB. Each call may reject. */
export interface FileShelf {
  get(id: string): Promise<unknown>
  set(id: string, url: string): Promise<void>
  remove(ids: string[]): Promise<void>
  ids(): Promise<readonly string[]>
}

/**
 * Keeps what is in the attachments of drafts, and gives it back after a restart. What could not be
 * kept is named in the draft then. Call it once, when the drafts of before are there.
 */
export async function keepFiles(store: Store, shelf: FileShelf): Promise<void> {
  const { drafts } = store.outbox
  const before = drafts.all
  let seen = before
  let kept = namedIn(seen)

  const follow = () => {
    if (drafts.all === seen) return
    seen = drafts.all
    const named = namedIn(seen)
    for (const [id, file] of named) {
      // A full disk: after a restart the draft names it as missing, which is all there is to say.
      if ('url' in file && !kept.has(id)) shelf.set(id, file.url).catch(() => undefined)
    }
    const gone = [...kept.keys()].filter((id) => !named.has(id))
    kept = named
    if (gone.length > 0) shelf.remove(gone).catch(() => undefined)
  }
  store.subscribe(follow)

  await Promise.all(
    [...before].map(([sessionID, { missing }]) => bringBack(store, shelf, sessionID, missing)),
  )
  try {
    // Of drafts that are gone without this page having been there.
    const left = (await shelf.ids()).filter((id) => !kept.has(id))
    if (left.length > 0) await shelf.remove(left)
  } catch {
    // They take room for nothing until the next start, which tries again.
  }
}

/** What the drafts have and had attached, by id. */
const namedIn = (all: Store['outbox']['drafts']['all']) =>
  new Map<string, Attachment | AttachmentRef>(
    [...all.values()].flatMap(({ attachments, missing }) =>
      [...missing, ...attachments].map((it) => [it.id, it] as const),
    ),
  )

async function bringBack(
  store: Store,
  shelf: FileShelf,
  sessionID: string,
  refs: readonly AttachmentRef[],
): Promise<void> {
  if (refs.length === 0) return
  const { drafts } = store.outbox
  store.write(() => store.outbox.beginReading(sessionID))
  const contents = await Promise.all(refs.map(({ id }) => shelf.get(id).catch(() => undefined)))
  const found = refs.flatMap((ref, index): Attachment[] => {
    const url = contents[index]
    return typeof url === 'string' && url.startsWith('data:') ? [{ ...ref, url }] : []
  })
  store.write(() => {
    store.outbox.endReading(sessionID)
    const { attachments, missing } = drafts.get(sessionID)
    // Some may have been taken away by hand meanwhile.
    const wanted = found.filter(({ id }) => missing.some((it) => it.id === id))
    if (wanted.length === 0) return
    const isBack = ({ id }: AttachmentRef) => wanted.some((it) => it.id === id)
    drafts.change(sessionID, {
      attachments: [...wanted, ...attachments],
      missing: missing.filter((it) => !isBack(it)),
    })
  })
}
