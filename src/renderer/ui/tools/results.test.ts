import { describe, expect, it } from 'vitest'
import type { ToolPart } from '../tool-line'
import { changesOf } from './changed-files'
import { readMatches, readPaths } from './found-files'
import { languageOf } from './language'
import { readOutput } from './read-output'
import { childOf, taskResult } from './task-result'
import { todosOf } from './todo-list'

const done = (tool: string, input: object, metadata: object): ToolPart =>
  ({
    id: 'prt_1',
    sessionID: 'ses_1',
    messageID: 'msg_1',
    callID: 'c',
    type: 'tool',
    tool,
    state: {
      status: 'completed',
      input,
      output: '',
      title: '',
      metadata,
      time: { start: 0, end: 1 },
    },
  }) as ToolPart

describe('what the tools of opencode 1.18 answer', () => {
  it('is paths, or none', () => {
    expect(readPaths('/a/b.ts\n/c.ts').files.map(({ path }) => path)).toEqual(['/a/b.ts', '/c.ts'])
    expect(readPaths('No files found')).toEqual({ files: [], lines: 0, isPart: false })
    expect(readPaths('/a\n\n(Results are truncated: showing first 100 results.)').isPart).toBe(true)
  })

  it('is lines by file', () => {
    const output =
      'Found 2 matches (more matches available)\n/a/b.ts:\n  Line 3: const x = 1:\n\n/c d.ts:\n  Line 40:   y\n'
    expect(readMatches(output)).toEqual({
      files: [
        { path: '/a/b.ts', lines: [{ number: 3, text: 'const x = 1:' }] },
        { path: '/c d.ts', lines: [{ number: 40, text: '  y' }] },
      ],
      lines: 2,
      isPart: true,
    })
  })

  it('is a part of a file, said beside the output or in it', () => {
    const display = {
      type: 'file',
      path: '/a.ts',
      text: 'x\ny',
      lineStart: 5,
      lineEnd: 6,
      totalLines: 30,
    }
    const seen = { kind: 'file', path: '/a.ts', text: 'x\ny', firstLine: 5 }
    expect(readOutput('', { display })).toEqual({ ...seen, note: 'Lines 5 to 6 of 30' })
    const output =
      '<path>/a.ts</path>\n<type>file</type>\n<content>\n5: x\n6: y\n\n(Showing…)\n</content>'
    expect(readOutput(output, {})).toMatchObject(seen)
    expect(readOutput('Image read successfully', {})).toBeUndefined()
  })

  it('is read no further than it is shown, and says how much there is', () => {
    const line = 'x'.repeat(20)
    const numbered = Array.from({ length: 500_000 }, (_, at) => `${at + 3}: ${line}`)
    const said = '(Output capped)\n'
    const output = `<path>/a.ts</path>\n<content>\n${numbered.join('\n')}\n\n${said}</content>`
    const seen = readOutput(output, {})
    expect(seen).toMatchObject({ firstLine: 3, note: 'Lines 3 to 2002 of 500002' })
    expect(seen).toHaveProperty('text', `${line}\n`.repeat(2_000).slice(0, -1))
    const display = { type: 'file', path: '/a.ts', text: `${line}\n`.repeat(500_000) }
    expect(readOutput('', { display })).toMatchObject({ note: 'Lines 1 to 2000 of 500001' })
    expect(readOutput('<content>\n1: a\r\n2: b\u2028c\n</content>', {})).toMatchObject({
      text: 'a\r\nb\u2028c',
    })
  })

  it('is as much of what was found as is read at once, with what is said at its end', () => {
    const matches = `Found 9 matches\n${'/a/b.ts:\n  Line 1: x\n'.repeat(100_000)}`
    const found = readMatches(matches)
    expect(found.isPart).toBe(true)
    expect(found.lines).toBeLessThan(10_000)
    const paths = readPaths('/a/b.ts\n'.repeat(1_000_000))
    expect(paths.isPart).toBe(true)
    expect(paths.files.length).toBeLessThan(30_000)
    expect(readPaths('/a/b.ts\n'.repeat(20_000)).isPart).toBe(false)
  })

  it('is a folder', () => {
    const display = { type: 'directory', entries: ['a', 'b/'], totalEntries: 9 }
    expect(readOutput('', { display })).toEqual({
      kind: 'folder',
      entries: ['a', 'b/'],
      note: '2 of 9 entries',
    })
  })

  it('is a diff with counts, of one file or several', () => {
    const one = { diff: '@@', filediff: { patch: '@@', additions: 2, deletions: 1 } }
    expect(changesOf(done('edit', {}, one))).toEqual({ diff: '@@', added: 2, removed: 1 })
    const many = {
      files: [
        { patch: 'a', additions: 1, deletions: 0 },
        { patch: 'b', additions: 2, deletions: 3 },
      ],
    }
    expect(changesOf(done('apply_patch', {}, many))).toEqual({ diff: 'a\nb', added: 3, removed: 3 })
    expect(changesOf(done('write', {}, {}))).toBeUndefined()
  })

  it('is a plan, whatever else is in it', () => {
    const todos = [{ content: 'a', status: 'completed' }, { content: 'b', status: 'odd' }, 7]
    expect(todosOf(done('todowrite', { todos }, {}))).toEqual([
      { content: 'a', state: 'completed', isUrgent: false },
      { content: 'b', state: 'pending', isUrgent: false },
    ])
  })

  it('is the answer of a sub-agent, and its session', () => {
    expect(taskResult('<task id="x">\n<task_result>\nDone.\n</task_result>\n</task>')).toBe('Done.')
    expect(taskResult('plain')).toBe('plain')
    expect(childOf(done('task', {}, { sessionId: 'ses_2' }))).toBe('ses_2')
    expect(childOf(done('task', {}, {}))).toBeUndefined()
  })
})

describe('the language of a file', () => {
  it('comes from the end of its name', () => {
    const names = ['/a/b.ts', 'x.mts', 'Makefile', 'README', 'a.tar.gz', 'b.jsonc']
    expect(names.map(languageOf)).toEqual(['ts', 'typescript', 'makefile', '', 'gz', 'json'])
  })
})
