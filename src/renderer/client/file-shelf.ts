import { createStore, delMany, get, keys, set } from 'idb-keyval'
import type { FileShelf } from '../store/kept-files'

/** The page's own, in IndexedDB: files are too much for `localStorage`. */
export function openFileShelf(): FileShelf {
  const place = createStore('wheelhouse', 'attachments')
  return {
    get: async (id) => get(id, place),
    set: async (id, url) => set(id, url, place),
    remove: async (ids) => delMany(ids, place),
    ids: async () => (await keys(place)).map(String),
  }
}
