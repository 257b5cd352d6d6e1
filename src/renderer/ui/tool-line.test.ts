import { describe, expect, it } from 'vitest'
import { describeTool, type ToolPart } from './tool-line'

const part = (tool: string, state: unknown): ToolPart =>
  ({
    id: 'prt_1',
    sessionID: 'ses_1',
    messageID: 'msg_1',
    callID: 'c',
    type: 'tool',
    tool,
    state,
  }) as ToolPart
const time = { start: 0, end: 10 }
const line = (it: ToolPart, isRunning = true) => describeTool(it, '/code/app', isRunning)

describe('a tool call on one line', () => {
  it('says what is done to what, in the tense of its state', () => {
    const input = { filePath: '/code/app/src/a.ts' }
    const running = part('read', { status: 'running', input, time })
    const done = part('read', { status: 'completed', input, output: '', title: '', time })
    expect(line(running)).toMatchObject({ verb: 'Reading', target: 'src/a.ts', isCode: true })
    expect(line(done)).toMatchObject({ verb: 'Read', outcome: 'done', reason: '' })
  })

  it('names the directory itself, rather than a dot', () => {
    for (const filePath of ['.', '/code/app']) {
      const state = { status: 'running', input: { filePath }, time }
      expect(line(part('read', state)).target).toBe('app')
    }
  })

  it('names the folder of a command where that is not the session’s', () => {
    const folder = (workdir: unknown) =>
      line(part('bash', { status: 'running', input: { command: 'rm -rf *', workdir }, time }))
        .folder
    expect(folder('src')).toBe('src')
    expect(folder('/')).toBe('/')
    expect(folder('../other')).toBe('../other')
    for (const own of [undefined, '', '.', './', '/code/app', 7]) expect(folder(own)).toBe('')
  })

  it('names where a patch moves a file to, and what it removes', () => {
    const patchText = [
      '*** Begin Patch',
      '*** Update File: note.sh',
      '*** Move to: .git/hooks/pre-commit',
      '@@',
      '+x',
      '*** Delete File: old.txt',
      '*** Add File: new.txt',
      '+*** Move to: nowhere',
    ].join('\n')
    expect(
      line(part('apply_patch', { status: 'running', input: { patchText }, time })).target,
    ).toBe('note.sh → .git/hooks/pre-commit, old.txt (removed), new.txt')
  })

  it('says why a call failed', () => {
    const failed = part('edit', { status: 'error', input: {}, error: 'No such text.', time })
    expect(line(failed)).toMatchObject({
      verb: 'Editing',
      outcome: 'failed',
      reason: 'No such text.',
    })
  })

  it('takes a command that exits with an error for failed, with its last line as the reason', () => {
    const state = {
      status: 'completed',
      input: { command: 'npm test\nnpm run lint' },
      output: 'one\nboom\n\n<bash_metadata>\n',
      title: '',
      metadata: { exit: 2 },
      time,
    }
    expect(line(part('bash', state))).toMatchObject({
      verb: 'Ran',
      target: 'npm test …',
      outcome: 'failed',
      reason: 'Exit 2: boom',
    })
  })

  it('does not call it running when its run has ended', () => {
    const running = part('bash', { status: 'running', input: { command: 'sleep 9' }, time })
    expect(line(running, true).outcome).toBe('running')
    expect(line(running, false).outcome).toBe('cut-off')
  })

  it('does not call a failure what a person stopped', () => {
    const state = {
      status: 'error',
      input: { command: 'sleep 9' },
      error: 'Tool execution aborted',
      metadata: { interrupted: true },
      time,
    }
    expect(line(part('bash', state))).toMatchObject({ outcome: 'stopped', reason: '' })
  })

  it('says in a word what came of it', () => {
    const detail = (tool: string, metadata: unknown, input = {}) =>
      line(part(tool, { status: 'completed', input, output: '', title: '', metadata, time })).detail
    expect(detail('glob', { count: 1 })).toBe('1 file')
    expect(detail('grep', { matches: 1 })).toBe('1 match')
    expect(detail('grep', { matches: 1_200 })).toBe('1,200 matches')
    const display = (lineStart: number, lineEnd: number) => ({
      display: { type: 'file', text: '', lineStart, lineEnd, totalLines: 30 },
    })
    expect(detail('read', display(1, 30))).toBe('30 lines')
    expect(detail('read', display(5, 14))).toBe('lines 5–14')
    const todos = [
      { content: 'a', status: 'completed' },
      { content: 'b', status: 'pending' },
    ]
    expect(detail('todowrite', {}, { todos })).toBe('1 of 2 done')
    expect(detail('bash', { exit: 0 })).toBe('')
  })

  it('has words for a tool that it does not know', () => {
    const state = { status: 'completed', input: {}, output: '', title: 'Issue 4', time }
    expect(line(part('linear_create-issue', state))).toMatchObject({
      icon: 'tool',
      verb: 'Linear create issue',
      target: 'Issue 4',
      isCode: false,
    })
    expect(line(part('constructor', state)).verb).toBe('Constructor')
  })
})
