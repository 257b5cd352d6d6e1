import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Part } from '../../shared/engine-types'
import { closed, exportMarkdown, fence, fileNameOf } from './export-markdown'
import { assistant, session, text, user, withParts } from './fixtures'

const tool = (state: object): Part =>
  ({
    id: 'prt_t',
    sessionID: 'ses_1',
    messageID: 'msg_x2',
    type: 'tool',
    callID: 'call',
    tool: 'bash',
    state,
  }) as Part

const time = { start: 1, end: 2 }
const SESSION = session('ses_1', Date.UTC(2026, 0, 2, 3, 4), { title: 'A `plan`\nfor today' })

describe('a session as Markdown', () => {
  it('has title, directory, dates, and all that was said and done, in order', () => {
    const reasoning = { ...text('prt_r', 'msg_x2', 'Hm.', 2), type: 'reasoning' } as Part
    const input = { command: 'echo hi' }
    const document = exportMarkdown(SESSION, [
      withParts(user('msg_y1'), text('prt_y1', 'msg_y1', 'Say hi')),
      withParts(
        assistant('msg_x2'),
        reasoning,
        tool({ status: 'completed', input, output: 'hi', title: 'Greets', metadata: {}, time }),
        text('prt_x2', 'msg_x2', 'Done.', 2),
      ),
    ])
    expect(document).toBe(`# A \`plan\` for today

- Directory: \`/code/app\`
- Created: 1970-01-01 00:00 UTC
- Updated: 2026-01-02 03:04 UTC

## You

_1970-01-01 00:00 UTC_

Say hi

## Agent (p/m)

_1970-01-01 00:00 UTC_

<details>
<summary>Thought</summary>

\`\`\`
Hm.
\`\`\`

</details>

### Tool \`bash\`: Greets

Input:

\`\`\`json
{
  "command": "echo hi"
}
\`\`\`

Output:

\`\`\`
hi
\`\`\`

Done.
`)
  })

  it('says what failed, of a tool and of an answer, and what was not finished', () => {
    const error = { name: 'UnknownError' as const, data: { message: 'Out of tea' } }
    const document = exportMarkdown(SESSION, [
      withParts(
        assistant('msg_x2', { error }),
        tool({ status: 'error', input: {}, error: 'No such', time }),
      ),
      withParts(assistant('msg_w3'), tool({ status: 'running', input: {}, time: { start: 1 } })),
    ])
    expect(document).toContain('**Failed:**\n\n```\nNo such\n```')
    expect(document).toContain('**Error:** The run failed. Out of tea.')
    expect(document).toContain('_It was not finished._')
  })

  it('names attached files without what is in them', () => {
    const file: Part = {
      id: 'prt_f',
      sessionID: 'ses_1',
      messageID: 'msg_y1',
      type: 'file',
      mime: 'image/png',
      url: 'data:image/png;base64,AAAA',
    }
    const document = exportMarkdown(SESSION, [withParts(user('msg_y1'), file)])
    expect(document).toContain('- File: `attached` (image/png)')
    expect(document).not.toContain('AAAA')
  })

  it('folds what the engine put into a message of the person', () => {
    const added = { ...text('prt_s', 'msg_y1', '<file>…</file>'), synthetic: true } as Part
    expect(exportMarkdown(SESSION, [withParts(user('msg_y1'), added)])).toContain(
      '<summary>Added by the engine</summary>\n\n```\n<file>…</file>\n```',
    )
  })

  it('writes ten thousand messages', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      withParts(user(`msg_${index}`), text(`prt_${index}`, `msg_${index}`, `Number ${index}.`)),
    )
    expect(exportMarkdown(SESSION, many).match(/^Number \d+\.$/gm)).toHaveLength(10_000)
  })
})

describe('a fence', () => {
  it('cannot be ended by what is in it', () => {
    const words = fc.array(fc.constantFrom('`', '``', '```', '````', '~', '\n', 'a', ' '), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(words, (parts) => {
        const lines = fence(parts.join('')).split('\n')
        const ticks = lines[0] ?? ''
        const ends = lines.slice(1).filter((line) => line.trim().startsWith(ticks))
        expect(ends).toEqual([ticks])
        expect(lines.at(-1)).toBe(ticks)
      }),
    )
  })
})

describe('a text with code in it', () => {
  it.each([
    ['nothing open', 'nothing open'],
    ['```js\na', '```js\na\n```'],
    ['```js\na\n```', '```js\na\n```'],
    ['~~~~\n```\n~~~', '~~~~\n```\n~~~\n~~~~'],
    ['```a``` is code in a line', '```a``` is code in a line'],
    ['````\n```\n', '````\n```\n````'],
  ])('ends what it opened: %j', (written, expected) => {
    expect(closed(written)).toBe(expected)
  })

  it('stays as it is once closed', () => {
    const words = fc.array(fc.constantFrom('```', '~~~', '````', '\n', 'a', ' '), { maxLength: 40 })
    fc.assert(
      fc.property(words, (parts) => {
        const once = closed(parts.join(''))
        expect(closed(once)).toBe(once)
        expect(once.startsWith(parts.join('').replace(/\n$/, ''))).toBe(true)
      }),
    )
  })
})

describe('the name of the file', () => {
  it.each([
    ['Add a login page', 'Add a login page.md'],
    ['src/main: why? "that" | <this>', 'src main why that this.md'],
    ['../../etc/passwd', 'etc passwd.md'],
    ['New session - 2026-01-01T10:00:00.000Z', 'Untitled session.md'],
    ['CON', 'Session.md'],
    ['???', 'Session.md'],
    ['Ends in a dot.', 'Ends in a dot.md'],
  ])('of %j is %j', (title, expected) => {
    expect(fileNameOf(session('ses_1', 1, { title }))).toBe(expected)
  })

  it('is short, and has whole characters', () => {
    const name = fileNameOf(session('ses_1', 1, { title: '🛞'.repeat(200) }))
    expect([...name]).toHaveLength(63)
    expect(name.startsWith('🛞'.repeat(60))).toBe(true)
  })
})
