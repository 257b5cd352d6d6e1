import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SessionCommandRequestSchema, SessionPromptRequestSchema } from '../../shared/engine-types'
import { type Draft, EMPTY_DRAFT, type Mention } from './drafts'
import {
  fileParts,
  fileUrl,
  findMention,
  mimeOfPath,
  promptParts,
  readCommand,
} from './prompt-parts'

const file = (path: string): Mention => ({ kind: 'file', value: `@${path}`, path })
const agent: Mention = { kind: 'agent', value: '@explore', name: 'explore' }
const image = {
  id: 'a1',
  name: 'x.png',
  mime: 'image/png',
  size: 3,
  url: 'data:image/png;base64,AA==',
}

describe('a mention', () => {
  it('counts where its words stand as a whole', () => {
    expect(findMention('see @src/a.ts.', '@src/a.ts')).toBe(4)
    expect(findMention('(@src/a.ts)', '@src/a.ts')).toBe(1)
    expect(findMention('@src/a.tsx and @src/a.ts', '@src/a.ts')).toBe(15)
    expect(findMention('me@src/a.ts', '@src/a.ts')).toBe(-1)
    expect(findMention('@src/a.ts/b', '@src/a.ts')).toBe(-1)
  })

  it('goes with the place of its words, and not once they are gone', () => {
    const text = 'ask @explore about @src/a b.ts'
    const draft: Draft = {
      ...EMPTY_DRAFT,
      text,
      mentions: [agent, file('src/a b.ts'), file('gone.ts')],
    }
    const parts = promptParts(draft, text, '/code/app')
    expect(parts).toEqual([
      { type: 'text', text },
      { type: 'agent', name: 'explore', source: { value: '@explore', start: 4, end: 12 } },
      {
        type: 'file',
        mime: 'text/plain',
        url: 'file:///code/app/src/a%20b.ts',
        filename: 'src/a b.ts',
        source: {
          type: 'file',
          path: 'src/a b.ts',
          text: { value: '@src/a b.ts', start: 19, end: 30 },
        },
      },
    ])
    expect(SessionPromptRequestSchema.safeParse({ parts }).success).toBe(true)
  })
})

it('what is attached goes as it is, with or without words', () => {
  const draft = { ...EMPTY_DRAFT, attachments: [image] }
  const part = { type: 'file', mime: 'image/png', url: image.url, filename: 'x.png' }
  expect(promptParts(draft, '', '/code')).toEqual([part])
  expect(promptParts(draft, 'look', '/code')).toEqual([{ type: 'text', text: 'look' }, part])
  const parts = fileParts({ ...draft, mentions: [file('a.ts'), agent] }, '@a.ts @explore', '/code')
  expect(parts.map(({ filename }) => filename)).toEqual(['a.ts', 'x.png'])
  expect(SessionCommandRequestSchema.safeParse({ command: 'x', parts }).success).toBe(true)
})

it('a file is named by an address of any system', () => {
  expect(fileUrl('/code/my app', 'a#b.ts')).toBe('file:///code/my%20app/a%23b.ts')
  expect(fileUrl('C:\\code\\app', 'src/a.ts')).toBe('file:///C:/code/app/src/a.ts')
  expect(mimeOfPath('src/')).toBe('application/x-directory')
  expect(mimeOfPath('a/b.PNG')).toBe('image/png')
  expect(mimeOfPath('a/b.ts')).toBe('text/plain')
})

it('a command is one that there is; another word after a slash is a text', () => {
  const commands = [{ name: 'init' }, { name: 'review' }]
  expect(readCommand('/review HEAD~1 please', commands)).toEqual({
    command: 'review',
    arguments: 'HEAD~1 please',
  })
  expect(readCommand('/init', commands)).toEqual({ command: 'init', arguments: '' })
  expect(readCommand('/etc/hosts is broken', commands)).toBeUndefined()
  expect(readCommand('say /init', commands)).toBeUndefined()
})

it('names every file by an address that means it, whatever characters are in the names', () => {
  const name = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '%',
          '%25',
          '%2e',
          '%2F',
          '+',
          '#',
          '?',
          '&',
          ' ',
          '\n',
          '"',
          '\\',
          'ü ☕',
          ':',
        ),
        fc.string({ unit: 'grapheme', maxLength: 6 }),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((pieces) => pieces.join('').replaceAll(/[/\0]/g, '-'))
    .filter((it) => !['', '.', '..'].includes(it))
  fc.assert(
    fc.property(name, name, (folder, file) => {
      const url = fileUrl(`/code/${folder}`, `src/${file}`)
      expect(fileURLToPath(url, { windows: false })).toBe(`/code/${folder}/src/${file}`)
    }),
  )
})
