import { expect, it } from 'vitest'
import { ATTACHED_BYTES, formatBytes, MOST_ATTACHMENTS, readAttachments } from './read-attachment'

const file = (name: string, content: string | Uint8Array<ArrayBuffer>, type = '') =>
  new File([content], name, { type })
const refusedOf = async (files: File[]) => (await readAttachments(files, [])).refused

it('images and PDFs go as they are, and anything that is text as text', async () => {
  const { attachments, refused } = await readAttachments(
    [
      file('a.png', 'png', 'image/png'),
      file('a.pdf', 'pdf', 'application/pdf'),
      file('a.rs', 'fn main() {} // ü', 'application/rls-services+xml'),
      file('a.svg', '<svg/>', 'image/svg+xml'),
    ],
    [],
  )
  expect(refused).toEqual([])
  expect(attachments.map(({ mime }) => mime)).toEqual([
    'image/png',
    'application/pdf',
    'text/plain',
    'text/plain',
  ])
  const [, , text] = attachments
  expect(Buffer.from(text?.url.split(',')[1] ?? '', 'base64').toString()).toBe('fn main() {} // ü')
})

it('says of each file that cannot be attached why', async () => {
  const gone = { ...file('gone.txt', 'x'), name: 'gone.txt', type: '', size: 1 }
  const unreadable = { ...gone, arrayBuffer: () => Promise.reject(new Error('NotFoundError')) }
  expect((await readAttachments([unreadable], [])).refused).toEqual([
    'gone.txt could not be read. Look whether it is still there, and try again.',
  ])
  expect(await refusedOf([file('a.zip', new Uint8Array([80, 75, 0, 255]))])).toEqual([
    'a.zip was not attached: it is neither an image, nor a PDF, nor text.',
  ])
  expect(await refusedOf([file('empty', '')])).toEqual(['empty is empty, and was not attached.'])
})

it('takes so much and so many, with what is there already', async () => {
  const half = file('half.txt', 'x'.repeat(ATTACHED_BYTES / 2 + 1))
  const { attachments, refused } = await readAttachments([half, half, file('b', 'b')], [])
  expect(attachments.map(({ name }) => name)).toEqual(['half.txt', 'b'])
  expect(refused[0]).toContain('may hold 20 MB together, and it has 10 MB')
  const many = Array.from({ length: MOST_ATTACHMENTS + 2 }, (_, i) => file(`${i}`, 'x'))
  const result = await readAttachments(many, attachments)
  expect(result.attachments).toHaveLength(MOST_ATTACHMENTS - 2)
  expect(result.refused).toEqual([
    '4 files were left out: a message takes 20. Send the rest with the next.',
  ])
})

it('a size is short', () => {
  expect([12, 2048, 3_500_000, 20 * 1024 * 1024].map(formatBytes)).toEqual([
    '12 B',
    '2 KB',
    '3.3 MB',
    '20 MB',
  ])
})
