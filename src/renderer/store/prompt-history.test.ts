import { describe, expect, it } from 'vitest'
import { EMPTY_DRAFT } from './drafts'
import { PromptHistory, stepThrough, type Walk } from './prompt-history'

const draft = (text: string) => ({ ...EMPTY_DRAFT, text })
const texts = (history: PromptHistory, sessionID: string) =>
  history.before(sessionID).map((it) => it.text)

describe('what was sent', () => {
  it('is walked from the newest of this session to those of the others, each once', () => {
    const history = new PromptHistory()
    history.add('ses_1', draft('a'))
    history.add('ses_2', draft('b'))
    history.add('ses_1', draft('c'))
    history.add('ses_2', draft('a'))
    expect(texts(history, 'ses_1')).toEqual(['c', 'a', 'b'])
    expect(texts(history, 'ses_2')).toEqual(['a', 'b', 'c'])
    expect(texts(history, '')).toEqual(['a', 'c', 'b'])
  })

  it('is a hundred at most, without what is as long as a file', () => {
    const history = new PromptHistory()
    for (let i = 0; i < 120; i += 1) history.add('ses_1', draft(`m${i}`))
    history.add('ses_1', draft('x'.repeat(20_001)))
    history.add('ses_1', draft('  '))
    expect(history.entries).toHaveLength(100)
    expect(history.entries.at(-1)?.text).toBe('m119')
  })

  it('is not the same in the shell', () => {
    const history = new PromptHistory()
    history.add('ses_1', draft('ls'))
    history.add('ses_1', { ...draft('ls'), isShell: true })
    expect(history.before('ses_1').map((it) => it.isShell)).toEqual([true, false])
  })
})

it('a walk ends at the oldest, and goes back to the draft', () => {
  const entry = (text: string) => ({ sessionID: '', text, isShell: false, mentions: [] })
  let walk: Walk | undefined = { entries: [entry('b'), entry('a')], at: -1, unsent: EMPTY_DRAFT }
  const seen: (string | undefined)[] = []
  for (const step of [1, 1, 1, -1, -1] as const) {
    walk = walk && stepThrough(walk, step)
    seen.push(walk?.entries[walk.at]?.text)
  }
  expect(seen).toEqual(['b', 'a', 'a', 'b', undefined])
})
