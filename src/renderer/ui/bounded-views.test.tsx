import type { ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import type { Message, Part, SnapshotFileDiff } from '../../shared/engine-types'
import { setUp } from '../store/actions-fixture'
import { assistant, permission, SESSION, text, user, withParts } from '../store/fixtures'
import { NO_ANSWER } from '../store/replies'
import { type Drawn, draw } from './draw-for-tests'
import { KeptCopies } from './history/kept-files-dialog'
import { FileNames } from './history/undo-question'
import { MessageView } from './message'
import { ChangesTab } from './panel/changes-tab'
import DiffView from './panel/diff-view'
import { TodosTab } from './panel/todos-tab'
import { Permission } from './permission'
import { Question } from './question'
import { QuestionField } from './question-field'
import type { ToolPart } from './tool-line'
import { ToolBody } from './tools/tool-body'
import { Row } from './transcript/row'
import { revealText } from './visible-text/reveal-text'
import { mannerOf } from './visible-text/shell-reading'

// What an agent writes comes to so much in a document and no more, however much it is: a browser
// lays that out between two frames.

const MOST: Omit<Drawn, 'html'> = { marks: 600, elements: 10_000, chars: 700_000 }

function expectBounded(view: ReactNode, set = setUp()): Drawn {
  const drawn = draw(view, set)
  expect(drawn.marks).toBeLessThanOrEqual(MOST.marks)
  expect(drawn.elements).toBeLessThanOrEqual(MOST.elements)
  expect(drawn.chars).toBeLessThanOrEqual(MOST.chars)
  return drawn
}

const marked = (chars: number) => 'a\u200b'.repeat(chars / 2)
const many = <T,>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const LONG = 'a b '.repeat(2_500_000)

type Ended = Extract<ToolPart['state'], { status: 'completed' | 'error' }>
const tool = (name: string, state: Partial<Ended>, id = 'prt_1') =>
  ({
    id,
    sessionID: SESSION,
    messageID: 'msg_x2',
    callID: id,
    type: 'tool',
    tool: name,
    state: {
      status: 'completed',
      input: {},
      output: '',
      title: '',
      metadata: {},
      time: { start: 1, end: 1 },
      ...state,
    },
  }) as ToolPart

const CALLS: Record<string, ToolPart> = {
  'a plan': tool('todowrite', {
    input: { todos: many(600, () => ({ content: marked(2_000), status: 'pending' })) },
  }),
  matches: tool('grep', {
    output: `/a:\n${many(600, (at) => `  Line ${at}: ${marked(500)}`).join('\n')}`,
  }),
  'files with a match each': tool('grep', {
    output: many(600, (at) => `/${at}${marked(500)}:\n  Line 1: ${marked(500)}`).join('\n'),
  }),
  paths: tool('glob', { output: many(600, (at) => `/${at}${marked(1_000)}`).join('\n') }),
  questions: tool('question', {
    input: { questions: many(200, () => ({ question: marked(5_000) })) },
    metadata: { answers: many(200, () => [marked(5_000)]) },
  }),
  'coloured output': tool('bash', {
    input: { command: marked(20_000) },
    output: many(1_000, () => `\u001b[31m${marked(50)}\u001b[0m`).join(''),
  }),
  'an address': tool('webfetch', { input: { url: `https://a.b/${LONG}`, format: 'text' } }),
  'a task': tool('task', { input: { description: LONG, subagent_type: LONG, prompt: 'Go' } }),
  'a diff': tool('edit', {
    metadata: { diff: `--- a\n+++ b\n@@ -0,0 +1,300 @@\n${`+${marked(200)}\n`.repeat(300)}` },
  }),
  attachments: tool('read', {
    output: 'x',
    attachments: many(1_000, (at) => ({
      id: `prt_a${at}`,
      sessionID: SESSION,
      messageID: 'msg_x2',
      type: 'file',
      mime: marked(300),
      filename: marked(300),
      url: `file:///${at}`,
    })),
  }),
}

describe('an opened call is bounded', () => {
  it.each(Object.entries(CALLS))('%s', (_, part) => {
    expectBounded(<ToolBody part={part} />)
  })

  it('and leads nowhere by an address that was cut off', () => {
    const { html } = draw(<ToolBody part={CALLS['an address'] ?? tool('', {})} />)
    expect(html).not.toContain('<a ')
  })
})

const base = { sessionID: SESSION, messageID: 'msg_x2' }
const MESSAGES: Record<string, readonly Part[]> = {
  'failed calls': many(60, (at) =>
    tool('bash', { status: 'error', error: marked(2_000) }, `prt_${at}`),
  ),
  calls: many(200, (at) => tool('bash', { input: { command: marked(500) } }, `prt_${at}`)),
  'a verb': [tool(LONG, {})],
  'a thought': [
    { ...base, id: 'prt_1', type: 'reasoning', text: `**${LONG}**\nbody`, time: { start: 1 } },
  ],
  'sub-agents': many(3_000, (at) => ({
    ...base,
    id: `prt_${at}`,
    type: 'subtask',
    prompt: 'p',
    description: marked(300),
    agent: LONG,
  })),
  texts: many(10_000, (at) => text(`prt_${at}`, 'msg_x2', `word ${at}`, 1)),
  'long texts': many(200, (at) => text(`prt_${at}`, 'msg_x2', 'word '.repeat(20_000), 1)),
  'marked texts': many(60, (at) => text(`prt_${at}`, 'msg_x2', marked(59_000), 1)),
  'code in texts': many(60, (at) => text(`prt_${at}`, 'msg_x2', '`a\u200bb` '.repeat(400), 1)),
  'blocks of code': [text('prt_1', 'msg_x2', `\`\`\`\n${marked(200)}\n\`\`\`\n\n`.repeat(200), 1)],
}

function withMessage(parts: readonly Part[], message = assistant('msg_x2')) {
  const set = setUp()
  const transcript = set.store.transcripts.open(SESSION)
  transcript.fill(transcript.begin(), [withParts(message, ...parts)], 0)
  return set
}

describe('a message is bounded', () => {
  it.each(Object.entries(MESSAGES))('%s', (_, parts) => {
    expectBounded(<Row sessionID={SESSION} messageID="msg_x2" />, withMessage(parts))
  })

  it('by its last parts, and says how many are before', () => {
    const set = withMessage(MESSAGES.texts ?? [])
    const { html } = draw(<MessageView sessionID={SESSION} messageID="msg_x2" />, set)
    expect(html).toContain('word 9999<')
    expect(html).toContain('word 9900<')
    expect(html).not.toContain('word 9899<')
    expect(html).toContain('9,900 parts before are not shown.')
  })

  // As the engine stores a message that names files: two texts of its own for each.
  const named = (count: number, chars: number): Part[] => [
    text('prt_0', 'msg_x2', 'MY OWN WORDS'),
    ...many(count, (at): Part[] => [
      { ...base, id: `prt_c${at}`, type: 'text', text: 'Called the Read tool', synthetic: true },
      { ...base, id: `prt_r${at}`, type: 'text', text: 'x'.repeat(chars), synthetic: true },
      {
        ...base,
        id: `prt_f${at}`,
        type: 'file',
        mime: 'text/plain',
        filename: `${at}.ts`,
        url: `file:///${at}.ts`,
      },
    ]).flat(),
  ]
  const drawMessage = (parts: readonly Part[], message?: Message) =>
    draw(<MessageView sessionID={SESSION} messageID="msg_x2" />, withMessage(parts, message)).html

  it.each([
    ['5 long files', named(5, 25_000)],
    ['40 files', named(40, 100)],
  ])('never by the words of a person, who named %s', (_, parts) => {
    const html = drawMessage(parts, user('msg_x2'))
    expect(html).toContain('MY OWN WORDS')
    expect(html).toContain('4.ts')
    expect(html).not.toContain('not shown')
  })

  it('where a person named very many files, by its first parts', () => {
    const html = drawMessage(named(300, 100), user('msg_x2'))
    expect(html).toContain('MY OWN WORDS')
    expect(html).toContain('>98.ts<')
    expect(html).not.toContain('>99.ts<')
    expect(html).toContain('201 parts after these are not shown.')
  })

  it.each([
    ['steps', (id: string): Part => ({ ...base, id, type: 'step-start' })],
    ['patches', (id: string): Part => ({ ...base, id, type: 'patch', hash: '', files: [] })],
    ['empty texts', (id: string): Part => text(id, 'msg_x2', ' \n', 1)],
    [
      'thoughts that are kept back',
      (id: string): Part => ({
        ...base,
        id,
        type: 'reasoning',
        text: '',
        time: { start: 1, end: 1 },
      }),
    ],
  ])('and not by what shows nothing: %s', (_, make) => {
    const words = text('prt_0', 'msg_x2', 'the answer', 1)
    const html = drawMessage([words, ...many(120, (at) => make(`prt_b${at}`))])
    expect(html).toContain('the answer')
    expect(html).not.toContain('not shown')
  })
})

describe('a question is bounded, and all of it can be had', () => {
  const field = (options: { label: string; description: string }[]) => (
    <QuestionField
      question={{ question: 'Which?', header: 'h', options }}
      draft={NO_ANSWER}
      isSafe
      isSending={false}
      atOnce={100}
      onChange={() => undefined}
    />
  )

  it('with many choices', () => {
    const choice = { label: marked(600), description: marked(600) }
    expectBounded(field(many(100, () => choice)))
  })

  it('with a long one', () => {
    const { html } = expectBounded(field([{ label: LONG, description: LONG }]))
    expect(html.split('Show more').length - 1).toBe(2)
  })

  it('with many questions', () => {
    const questions = many(1_000, (at) => ({
      question: `Which ${at}?`,
      header: 'h',
      options: many(100, () => ({ label: 'a', description: 'b' })),
    }))
    const ask = {
      kind: 'question',
      request: { id: 'que_1', sessionID: SESSION, questions },
    } as const
    const { html } = expectBounded(<Question ask={ask} isOfSubAgent={false} note="" />)
    expect(html).toContain('Which 19?')
    expect(html).not.toContain('Which 20?')
    expect(html).toContain('of 980 more questions')
  })
})

describe('a request for leave is bounded, and all of it can be had', () => {
  const wants = (metadata: object, kind = 'bash') => (
    <Permission
      request={permission('per_1', SESSION, { permission: kind, metadata: { ...metadata } })}
      sessionID={SESSION}
      isOfSubAgent={false}
      note=""
    />
  )
  const diff = (lines: string) => `--- a\n+++ b\n@@ -0,0 +1,300000 @@\n${lines}`

  it('with many marked lines', () => {
    const command = many(390, () => marked(50)).join('\n')
    const { html } = expectBounded(wants({ command }))
    // All of them, marked or written out.
    expect(html.split('ZWSP').length - 1).toBe(390 * 25)
  })

  it.each(Object.entries({ 'that can be read': diff, 'that is none': (it: string) => it }))(
    'with a diff %s: what is not shown yet has no end, and cannot be allowed',
    (_, make) => {
      const short = draw(wants({ filepath: 'a', diff: make('+a\n'.repeat(30)) }, 'edit'))
      const long = expectBounded(
        wants({ filepath: 'a', diff: make('+a\n'.repeat(300_000)) }, 'edit'),
      )
      const ends = ({ html }: Drawn) => html.split('class="ask-end"').length - 1
      expect(ends(long)).toBe(ends(short) - 1)
      expect(long.html).toContain('characters are not shown.')
      expect(short.html).not.toContain('characters are not shown.')
      expect(long.html).toMatch(/300,00[03] lines/)
    },
  )
})

describe('the side panel is bounded', () => {
  it('with to-dos', () => {
    const set = setUp()
    const todos = many(600, () => ({ content: marked(2_000), status: 'pending', priority: 'high' }))
    set.store.todos.fill(set.store.todos.begin(), todos)
    expectBounded(<TodosTab />, set)
  })

  it('with changed files', () => {
    const set = setUp()
    const diffs = many(
      3_000,
      (at): SnapshotFileDiff => ({
        file: `src/${at}${marked(500)}`,
        additions: 1,
        deletions: 0,
        status: 'modified',
        patch: '',
      }),
    )
    set.store.changes.fill(set.store.changes.begin(), diffs)
    expectBounded(<ChangesTab sessionID={SESSION} />, set)
  })
})

it('the lines of a file that changed are bounded', () => {
  const patch = `--- a\n+++ b\n@@ -0,0 +1,150 @@\n${`+${marked(300)}\n`.repeat(150)}`
  const file = { name: 'a.txt', state: 'changed', additions: 150, deletions: 0, patch } as const
  expectBounded(<DiffView file={file} layout="unified" />)
})

it('names of files are bounded', () => {
  expectBounded(<FileNames names={many(500, (at) => `${at}${marked(4_000)}`)} />)
})

describe('copies of replaced files are bounded', () => {
  const copies = (count: number, name: string) =>
    many(count, (at) => ({
      id: `copy_${at}`,
      cause: 'undo' as const,
      time: at,
      worktree: '/work',
      folder: `/kept/${at}`,
      files: many(200, (file) => `${file}${name}`),
      count: 300,
    }))
  const drawCopies = (count: number, name: string) =>
    expectBounded(<KeptCopies sessionID={SESSION} copies={copies(count, name)} isWorking={false} />)

  it('all together, and say how many there are', () => {
    const { html, elements } = drawCopies(100, '.ts')
    expect(elements).toBeLessThan(1_000)
    expect(html.split('<article').length - 1).toBe(10)
    expect(html).toContain('and 280 more')
    expect(html).toContain('90 more are not shown.')
  })

  it('with names of marks', () => {
    drawCopies(100, marked(240))
    drawCopies(30, marked(240))
  })

  it('but not one by itself', () => {
    const { html } = drawCopies(1, '.ts')
    expect(html).toContain('199.ts')
    expect(html).toContain('and 100 more')
    expect(html).not.toContain('not shown')
  })
})

it('a command whose signs are marked one by one is bounded', () => {
  // Each stands where a shell would read the quote that it looks like; in other code it is none.
  const command = many(390, () => 'a \u2019 b '.repeat(7)).join('\n')
  expect([mannerOf(command), revealText(command, 'code').length]).toEqual(['doubtful-command', 1])
  const request = permission('per_1', SESSION, { metadata: { command } })
  const view = <Permission request={request} sessionID={SESSION} isOfSubAgent={false} note="" />
  expect(expectBounded(view).html).toContain('[U+2019]')
})
