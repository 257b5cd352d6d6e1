import { describe, expect, it } from 'vitest'
import { keepCrashRecord } from './crash-record'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'

const MINUTE = 60_000

/** A window or tab, in which one page comes after another. */
function tab() {
  const saved = savedIn(() => memoryStorage(kept))
  const kept: Record<string, string> = {}
  let at = 1_000_000
  return {
    kept,
    wait: (ms: number) => {
      at += ms
    },
    load() {
      const heard = new Map<string, (event: unknown) => void>()
      const addEventListener = (type: string, listener: (event: unknown) => void) =>
        void heard.set(type, listener)
      const page = { addEventListener } as unknown as Pick<Window, 'addEventListener'>
      const record = keepCrashRecord({ saved, page, now: () => at })
      return {
        ...record,
        leave: () => heard.get('pagehide')?.({}),
        comeBack: () => heard.get('pageshow')?.({ persisted: true }),
      }
    },
  }
}

describe('the record of crashes', () => {
  it('knows nothing in a new tab, nor after one crash', () => {
    const { load } = tab()
    expect(load().isRepeated).toBe(false)
    expect(load().isRepeated).toBe(false)
  })

  it('says so after two crashes within two minutes', () => {
    const { load, wait } = tab()
    load()
    load()
    wait(MINUTE)
    expect(load().isRepeated).toBe(true)
  })

  it('says so once more when the same is opened and crashes again', () => {
    const { load } = tab()
    load()
    load()
    load()
    expect(load().isRepeated).toBe(true)
  })

  it('does not count a reload, however often', () => {
    const { load } = tab()
    for (let time = 0; time < 5; time += 1) {
      const page = load()
      expect(page.isRepeated).toBe(false)
      page.leave()
    }
  })

  it('forgives after a page that said goodbye', () => {
    const { load } = tab()
    load()
    load()
    load().leave()
    expect(load().isRepeated).toBe(false)
  })

  it('takes crashes that are further apart for troubles of their own', () => {
    const { load, wait } = tab()
    load()
    load()
    wait(3 * MINUTE)
    expect(load().isRepeated).toBe(false)
  })

  it('counts the reload after a defect that took the page down', () => {
    const { load } = tab()
    for (let time = 0; time < 2; time += 1) {
      const page = load()
      page.noteDefect()
      page.leave()
    }
    expect(load().isRepeated).toBe(true)
  })

  it('knows a page that the browser brings back from its cache as one that lives', () => {
    const { load } = tab()
    load()
    const page = load()
    page.leave()
    page.comeBack()
    expect(load().isRepeated).toBe(true)
  })

  it.each([
    '',
    'null',
    '[]',
    '{"isAlive":"yes","crashes":{}}',
    '{"isAlive":true,"crashes":["x",-1]}',
  ])('takes what others wrote (%s) for nothing', (text) => {
    const { load, kept } = tab()
    kept['wheelhouse.life'] = text
    expect(load().isRepeated).toBe(false)
  })

  it('does not count crashes of the future: the clock was set back', () => {
    const { load, wait } = tab()
    load()
    load()
    wait(-60 * MINUTE)
    expect(load().isRepeated).toBe(false)
  })
})
