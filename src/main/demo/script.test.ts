import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIRECTIVES } from './directives'
import { demoScript } from './script'
import { paced, type Reply, type Step } from './steps'
import type { ChatMessage, ChatRequest } from './wire'
import { MARKDOWN, TRY, titleFor } from './words'

const TOOLS = ['bash', 'edit', 'question', 'read', 'task', 'todowrite', 'write']
const LISTING =
  '<path>/p</path>\n<type>directory</type>\n<entries>\nsrc/\na.txt\n\n(2 entries)\n</entries>'

function request(said: ChatMessage['content'], results: string[] = [], tools = TOOLS): ChatRequest {
  return {
    messages: [
      { role: 'system', content: 'You are opencode, an interactive CLI tool.' },
      { role: 'user', content: said },
      ...results.flatMap((content) => [
        { role: 'assistant', content: '' },
        { role: 'tool', content },
      ]),
    ],
    tools: tools.map((name) => ({ function: { name, description: `About ${name}` } })),
  }
}

const steps = (reply: Reply): Step[] => (reply.type === 'answer' ? [...reply.steps] : [])
const join = (list: Step[], type: 'text' | 'reasoning') =>
  list.map((step) => (step.type === type ? step.text : '')).join('')
const run = (...args: Parameters<typeof request>) =>
  steps(demoScript(request(...args), { refusals: 0 }))
const textOf = (...args: Parameters<typeof request>) => join(run(...args), 'text')
const callOf = (...args: Parameters<typeof request>) =>
  run(...args).find((step) => step.type === 'tool')

describe('the demo script', () => {
  it('streams a welcome in a dozen chunks or more and then looks at the project', () => {
    const list = run('What can you do?')
    const chunks = list.filter((step) => step.type === 'text')
    expect(chunks.length).toBeGreaterThanOrEqual(12)
    expect(list.at(-1)).toEqual({
      type: 'tool',
      name: 'read',
      input: { filePath: '.', limit: 50 },
    })
    for (const step of list) if (step.type === 'pause') expect(step.ms).toBeLessThanOrEqual(40)
  })

  it.each([
    [LISTING, 'There are 2 entries in this folder: `src/` and `a.txt`.'],
    ['<entries>\na.txt\n\n(1 entries)\n</entries>', 'There is 1 entry in this folder: `a.txt`.'],
    ['<entries>\n\n\n(0 entries)\n</entries>', 'This folder is empty: room for something new.'],
    [
      "<entries>\na\nb\nc\nd\ne\n\n(Showing 5 of 90 entries. Use 'offset' parameter)\n</entries>",
      'There are 90 entries in this folder, among them `a`, `b`, `c` and `d`.',
    ],
    ['ENOENT: no such thing', 'I could not look around: ENOENT: no such thing'],
  ])('says what it found in %j', (listing, sentence) => {
    expect(textOf('Hello', [listing])).toBe(`${sentence}\n\n${TRY}`)
  })

  it('says less when it has said hello before', () => {
    const again = request('And now?')
    again.messages.splice(1, 0, { role: 'user', content: 'Hi' }, { role: 'assistant' })
    const list = steps(demoScript(again, { refusals: 0 }))
    expect(join(list, 'text')).toContain('“And now?”')
    expect(list.at(-1)?.type).toBe('tool')
  })

  it('offers only examples that it obeys', () => {
    const examples = [...TRY.matchAll(/`([^`]+)`/g)].map(([, example]) => example ?? '')
    expect(examples.length).toBeGreaterThanOrEqual(10)
    for (const example of examples)
      expect(
        DIRECTIVES.some(({ pattern }) => pattern.test(example)),
        example,
      ).toBe(true)
  })

  it('titles a session after the first words', () => {
    expect(titleFor('please look at my little project')).toBe('Please look at my little')
    expect(titleFor('  hello, ')).toBe('Hello')
    expect(titleFor('')).toBe('Demo session')
    const title: ChatRequest = {
      messages: [
        { role: 'system', content: 'You are a title generator. You output ONLY a thread title.' },
        { role: 'user', content: 'Generate a title for this conversation:\n' },
        { role: 'user', content: [{ type: 'text', text: 'fail' }] },
      ],
    }
    expect(join(steps(demoScript(title, { refusals: 0 })), 'text')).toBe('Fail')
  })

  it('summarises when the engine compacts, and does not obey what it reads there', () => {
    const summary: ChatRequest = {
      messages: [
        { role: 'system', content: 'You are a context summarization agent.' },
        { role: 'user', content: 'fail' },
      ],
    }
    expect(join(steps(demoScript(summary, { refusals: 0 })), 'text')).toContain('## Goal')
  })

  it('stops when the engine tells it to go on after compacting', () => {
    const go =
      'Continue if you have next steps, or stop and ask for clarification if you are unsure how to proceed.'
    expect(run(go).some((step) => step.type === 'tool')).toBe(false)
  })

  it('reads the words of the person and not what the engine puts around them', () => {
    const note = 'Called the Read tool with the following input: {"filePath":"a.txt"}'
    const parts = (...texts: string[]) => texts.map((text) => ({ type: 'text', text }))
    expect(textOf(parts(note, 'say from the file', 'say from me'))).toBe('from me')
    expect(textOf(parts('say from me', '<system-reminder>\nPlan\n</system-reminder>'))).toBe(
      'from me',
    )
    expect(
      textOf([{ type: 'text', text: note }, { type: 'image_url' }, ...parts('say from me')]),
    ).toBe('from me')
  })
})

describe('a directive', () => {
  it('says exactly the text that it is given', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const said = words.join(' ').trim()
        fc.pre(said !== '')
        expect(textOf(`say ${said}`)).toBe(said)
      }),
    )
  })

  it('counts', () => {
    expect(textOf('Count to 3')).toBe('1\n2\n3')
    expect(run('count to 3').filter((step) => step.type === 'pause')).toHaveLength(3)
  })

  it('runs a command and quotes its first line', () => {
    expect(callOf('run echo one; echo two')).toMatchObject({
      name: 'bash',
      input: { command: 'echo one; echo two' },
    })
    expect(textOf('run x', ['\none\ntwo\n'])).toContain('`one`')
    expect(textOf('run x', ['\n'])).toContain('printed nothing')
  })

  it('writes a file, on any system', () => {
    const input = { filePath: 'C:\\dir\\a.txt', content: 'one: two\nthree' }
    expect(callOf('write C:\\dir\\a.txt: one: two\nthree')).toMatchObject({ name: 'write', input })
    expect(callOf('write me a poem about rivers')).toMatchObject({ name: 'read' })
  })

  it('reads a file before it edits it', () => {
    const said = 'edit a.txt: old => new'
    expect(callOf(said)).toMatchObject({ name: 'read', input: { filePath: 'a.txt' } })
    expect(callOf(said, ['1: old'])).toMatchObject({
      name: 'edit',
      input: { filePath: 'a.txt', oldString: 'old', newString: 'new' },
    })
    expect(textOf(said, ['1: old', 'Edit applied successfully.'])).toContain('Edit applied')
  })

  it('asks with three choices and reports the answer', () => {
    expect(callOf('ask Go on?')).toMatchObject({
      name: 'question',
      input: { questions: [{ question: 'Go on?', options: { length: 3 } }] },
    })
    const result = 'User has answered your questions: "Go on?"="Yes". You can now continue with …'
    expect(textOf('ask Go on?', [result])).toBe('You answered: Yes.')
  })

  it('asks several questions at once, one for each line', () => {
    expect(callOf('ask Go on?\n\nBy boat?')).toMatchObject({
      name: 'question',
      input: { questions: [{ question: 'Go on?' }, { question: 'By boat?' }] },
    })
    const result =
      'User has answered your questions: "Go on?"="Yes", "By boat?"="Unanswered". You can now …'
    expect(textOf('ask Go on?\nBy boat?', [result])).toBe('You answered: Yes; Unanswered.')
  })

  it('lets one choose several, and reports which', () => {
    expect(callOf('choose tea, toast')).toMatchObject({
      name: 'question',
      input: {
        questions: [{ multiple: true, options: [{ label: 'tea' }, { label: 'toast' }] }],
      },
    })
    const result = 'User has answered your questions: "Which of these?"="tea, toast". You can now …'
    expect(textOf('choose tea, toast', [result])).toBe('You chose: tea, toast.')
  })

  it('makes a to-do list', () => {
    expect(callOf('todo a, b')).toMatchObject({
      name: 'todowrite',
      input: {
        todos: [
          { content: 'a', status: 'in_progress' },
          { content: 'b', status: 'pending' },
        ],
      },
    })
  })

  it('delegates, and quotes the sub-agent', () => {
    expect(callOf('delegate say hello')).toMatchObject({
      name: 'task',
      input: { prompt: 'say hello', subagent_type: 'general' },
    })
    const result =
      '<task id="ses_1" state="completed">\n<task_result>\nhello\n</task_result>\n</task>'
    expect(textOf('delegate say hello', [result])).toMatch(/> hello$/)
  })

  it('says so when the engine does not offer the tool', () => {
    const list = run('delegate say hello', [], ['read'])
    expect(list.some((step) => step.type === 'tool')).toBe(false)
    expect(join(list, 'text')).toContain('`task`')
  })

  it('fails in a way that is not tried again', () => {
    const reply = demoScript(request('fail'), { refusals: 0 })
    expect(reply).toMatchObject({ type: 'refusal', status: 400 })
    expect(reply).not.toHaveProperty('retryAfterMs')
  })

  it('refuses the first tries and then answers', () => {
    const types = [0, 1, 2].map((refusals) => demoScript(request('retry 2'), { refusals }).type)
    expect(types).toEqual(['refusal', 'refusal', 'answer'])
  })

  it('thinks before it speaks', () => {
    const list = run('think about boats')
    expect(join(list, 'reasoning')).toContain('“about boats”')
    expect(join(list, 'text')).toContain('42')
  })

  it('streams long text without a pause, made as it is taken', () => {
    const list = run('long 3')
    expect(join(list, 'text').split('\n\n')).toHaveLength(3)
    expect(list.some((step) => step.type === 'pause')).toBe(false)
    const endless = demoScript(request('long 999999'), { refusals: 0 })
    if (endless.type === 'answer') for (const _step of endless.steps) break
  })

  it('shows Markdown', () => {
    expect(textOf('markdown')).toBe(MARKDOWN)
  })
})

describe('paced', () => {
  it('loses no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(join([...paced(value)], 'text')).toBe(value)
      }),
    )
  })
})
