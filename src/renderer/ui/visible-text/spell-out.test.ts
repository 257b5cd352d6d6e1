import { expect, it } from 'vitest'
import { describeDeceptions, spellOut } from './spell-out'

it('a text for a tooltip has its marks written into it', () => {
  expect(spellOut('notes\u202etxt.hsab.', 'name')).toBe('notes[RLO]txt.hsab.')
  expect(spellOut('a\nb', 'name')).toBe('a[LF]b')
  expect(spellOut('p\u0430ypal', 'name')).toBe('p\u0430ypal')
  expect(spellOut('plain', 'words')).toBe('plain')
})

it('a warning of very much text says that not all of it was looked through', () => {
  const code = (text: string) => describeDeceptions([{ text, manner: 'code' }])
  expect(code('a'.repeat(400_000))).toBe('')
  expect(code(`${'a'.repeat(400_000)}\u202e`)).toBe(
    'Only the first 400,000 characters were looked through for what is not what it looks like.',
  )
})

it('a warning names each kind once, and says nothing of what is as it looks', () => {
  const code = (text: string) => [{ text, manner: 'code' as const }]
  expect(describeDeceptions(code('echo שלום café'))).toBe('')
  expect(describeDeceptions(code(`a${' '.repeat(200)}b`))).toBe('')
  expect(describeDeceptions([...code('a\u202eb\u202ec'), ...code('d\u200be')])).toBe(
    'This contains characters that are invisible or change the order of text: right-to-left override; zero width space.',
  )
  expect(describeDeceptions(code('p\u0430ypal'))).toBe(
    'This contains characters that look like others: “\u0430” (U+0430, Cyrillic letter that looks like “a”).',
  )
  expect(describeDeceptions(code('p\u0430y\u200b'))).toContain('space. It also contains')
  expect(describeDeceptions(code('\u0001.\u0002.\u200b.\u200c.\u200d.\u2060.\u00a0'))).toContain(
    '; and others.',
  )
})
