import { expect, it } from 'vitest'
import type { Part } from '../../shared/engine-types'
import { SESSION, text, user, withParts } from './fixtures'
import { sentDraft } from './sent-draft'
import { Transcript } from './transcript'

const part = (id: string, more: object) =>
  ({ id, sessionID: SESSION, messageID: 'msg_y1', ...more }) as Part

function sent(...parts: Part[]) {
  const transcript = new Transcript(SESSION)
  transcript.fill(transcript.begin(), [withParts(user('msg_y1'), ...parts)], 0)
  return sentDraft(transcript, 'msg_y1')
}

it('comes back with its files, and with what its words name', () => {
  const file = (id: string, more: object) => part(id, { type: 'file', mime: 'text/plain', ...more })
  const place = (value: string) => ({ value, start: 0, end: value.length })
  const url = 'data:text/plain;base64,SGVsbG8='
  expect(
    sent(
      text('prt_y1', 'msg_y1', 'See @a.ts and @scout', 1),
      file('prt_x2', {
        url: 'file:///code/a.ts',
        filename: 'a.ts',
        source: { type: 'file', path: 'a.ts', text: place('@a.ts') },
      }),
      file('prt_w3', { url, filename: 'note.txt' }),
      part('prt_v4', { type: 'agent', name: 'scout', source: place('@scout') }),
      part('prt_u5', { type: 'text', text: 'Called the Read tool', synthetic: true }),
    ),
  ).toEqual({
    text: 'See @a.ts and @scout',
    isShell: false,
    attachments: [{ id: 'prt_w3', name: 'note.txt', mime: 'text/plain', url, size: 5 }],
    mentions: [
      { kind: 'file', value: '@a.ts', path: 'a.ts' },
      { kind: 'agent', value: '@scout', name: 'scout' },
    ],
    missing: [],
  })
})

it.each([
  ['aGk=', 2],
  ['aGkh', 3],
  ['aA==', 1],
  ['', 0],
])('the size of %j is %i bytes', (base64, size) => {
  const url = `data:image/png;base64,${base64}`
  const { attachments } = sent(part('prt_y1', { type: 'file', mime: 'image/png', url }))
  expect(attachments).toMatchObject([{ name: 'File', size }])
})

it('a file that was not handed over whole is none', () => {
  const { attachments, mentions } = sent(
    part('prt_y1', { type: 'file', mime: 'text/plain', url: 'file:///code/a.ts' }),
    part('prt_x2', { type: 'file', mime: 'text/plain', url: 'data:,x' }),
  )
  expect([attachments, mentions]).toEqual([[], []])
})

it('a message that is not known says nothing', () => {
  expect(sentDraft(undefined, 'msg_y1')).toMatchObject({ text: '', attachments: [] })
})
