import { describe, expect, it } from 'vitest'
import type { Attachment, AttachmentRef } from './drafts'
import { type FileShelf, keepFiles } from './kept-files'
import { Store } from './store'

const file = (id: string): Attachment => ({
  id,
  name: `${id}.txt`,
  mime: 'text/plain',
  size: 3,
  url: `data:text/plain;base64,${id}`,
})
const refOf = ({ url: _, ...ref }: Attachment): AttachmentRef => ref

const [A, B] = [file('a'), file('b')]

function shelfOf(contents: Record<string, unknown>): FileShelf & { contents: typeof contents } {
  return {
    contents,
    get: async (id) => contents[id],
    set: async (id, url) => {
      contents[id] = url
    },
    remove: async (ids) => {
      for (const id of ids) delete contents[id]
    },
    ids: async () => Object.keys(contents),
  }
}

function page(missing: readonly Attachment[] = []) {
  const store = new Store((run) => run())
  const { drafts } = store.outbox
  const change = (change: Parameters<typeof drafts.change>[1]) =>
    store.write(() => drafts.change('ses_1', change))
  if (missing.length > 0) change({ text: 'see', missing: missing.map(refOf) })
  return { store, change, draft: () => drafts.get('ses_1') }
}

describe('what is attached to a draft', () => {
  it('is kept from the moment on in which it is attached, and until it is not any more', async () => {
    const { store, change } = page()
    const shelf = shelfOf({})
    await keepFiles(store, shelf)
    change({ text: 'see', attachments: [A, B] })
    expect(shelf.contents).toEqual({ a: A.url, b: B.url })
    change({ text: 'see this' })
    change({ attachments: [B] })
    expect(shelf.contents).toEqual({ b: B.url })
    store.write(() => store.outbox.drafts.drop('ses_1'))
    expect(shelf.contents).toEqual({})
  })

  it('is there after a restart; what is lost is named', async () => {
    const { store, draft } = page([A, B])
    const kept = keepFiles(store, shelfOf({ b: B.url }))
    expect(store.outbox.isReading('ses_1')).toBe(true)
    await kept
    expect(store.outbox.isReading('ses_1')).toBe(false)
    expect(draft()).toMatchObject({ text: 'see', attachments: [B], missing: [refOf(A)] })
  })

  it('stays kept when it came back', async () => {
    const { store, change } = page([A])
    const shelf = shelfOf({ a: A.url, left: 'data:of no draft' })
    await keepFiles(store, shelf)
    change({ text: 'see there' })
    expect(shelf.contents).toEqual({ a: A.url })
  })

  it('does not come back when it was dismissed, or sent, meanwhile', async () => {
    const { store, change, draft } = page([A, B])
    const shelf = shelfOf({ a: A.url, b: B.url })
    const kept = keepFiles(store, shelf)
    change({ missing: [refOf(B)] })
    await kept
    expect(draft()).toMatchObject({ attachments: [B], missing: [] })
    expect(shelf.contents).toEqual({ b: B.url })
  })

  it.each([7, null, 'https://example.org/a'])('is not what is kept as %j', async (content) => {
    const { store, draft } = page([A])
    await keepFiles(store, shelfOf({ a: content }))
    expect(draft()).toMatchObject({ attachments: [], missing: [refOf(A)] })
  })

  it('is there as long as the page when nothing can be kept', async () => {
    const { store, change, draft } = page([A])
    const refuse = async () => {
      throw new DOMException('blocked', 'InvalidStateError')
    }
    await keepFiles(store, { get: refuse, set: refuse, remove: refuse, ids: refuse })
    expect(draft()).toMatchObject({ attachments: [], missing: [refOf(A)] })
    change({ attachments: [B], missing: [] })
    expect(draft().attachments).toEqual([B])
  })
})
