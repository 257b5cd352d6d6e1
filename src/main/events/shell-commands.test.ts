import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../shared/events'
import { ShellCommands } from './shell-commands'

const part = (id: string, sessionID: string, state: object): EventEnvelope =>
  ({
    directory: '/p',
    payload: {
      id: 'evt_1',
      type: 'message.part.updated',
      properties: {
        sessionID,
        time: 0,
        part: { id, sessionID, messageID: 'msg_1', type: 'tool', callID: id, tool: 'bash', state },
      },
    },
  }) as unknown as EventEnvelope
const running = (id: string, sessionID: string, command: string, start: number) =>
  part(id, sessionID, { status: 'running', input: { command }, time: { start } })
const ended = (id: string, sessionID: string, command: string, start: number, end: number) =>
  part(id, sessionID, { status: 'error', input: { command }, error: '', time: { start, end } })

/** The session whose one call a shell is. */
const ownerOf = (commands: ShellCommands, command: string, at: number) =>
  commands.ownersOf([{ id: 'call', command, at }]).get('call')

describe('which session had a command run', () => {
  it('is told by the command and the moment', () => {
    const commands = new ShellCommands()
    commands.apply(running('prt_1', 'ses_a', 'sleep 5', 10_000))
    commands.apply(running('prt_2', 'ses_b', 'sleep 6', 10_000))
    expect(ownerOf(commands, 'sleep 5', 10_050)).toBe('ses_a')
    expect(ownerOf(commands, 'sleep 6', 10_050)).toBe('ses_b')
    expect(ownerOf(commands, 'sleep 7', 10_050)).toBeUndefined()
    expect(ownerOf(commands, 'sleep 5', 5_000)).toBeUndefined()
  })

  it('tells two that had the same one run at different times', () => {
    const commands = new ShellCommands()
    for (const [part, session, start] of [
      ['prt_1', 'ses_a', 10_000],
      ['prt_2', 'ses_b', 40_000],
    ] as const) {
      commands.apply(running(part, session, 'make', start))
      commands.apply(ended(part, session, 'make', start, start + 10_000))
    }
    expect(ownerOf(commands, 'make', 10_010)).toBe('ses_a')
    expect(ownerOf(commands, 'make', 40_010)).toBe('ses_b')
    expect(ownerOf(commands, 'make', 30_000)).toBeUndefined()
  })

  it('gives each of two that began within a second its own', () => {
    const commands = new ShellCommands()
    commands.apply(running('prt_1', 'ses_a', 'make', 10_000))
    commands.apply(running('prt_2', 'ses_b', 'make', 10_300))
    const shells = [
      { id: 'second', command: 'make', at: 10_350 },
      { id: 'first', command: 'make', at: 10_040 },
    ]
    expect(Object.fromEntries(commands.ownersOf(shells))).toEqual({
      first: 'ses_a',
      second: 'ses_b',
    })
  })

  it('is not a fork’s, whose copies of calls come finished', () => {
    const commands = new ShellCommands()
    commands.apply(running('prt_1', 'ses_a', 'make', 10_000))
    commands.apply(ended('prt_1', 'ses_a', 'make', 10_000, 10_100))
    commands.apply(ended('prt_9', 'ses_fork', 'make', 10_000, 10_100))
    expect(ownerOf(commands, 'make', 10_020)).toBe('ses_a')
  })

  it('waits for leave: a command may begin long after its call', () => {
    const commands = new ShellCommands()
    commands.apply(running('prt_1', 'ses_a', 'rm x', 10_000))
    expect(ownerOf(commands, 'rm x', 900_000)).toBe('ses_a')
  })

  it('has nothing to say of calls without a command, nor of those that have not begun', () => {
    const commands = new ShellCommands()
    commands.apply(part('prt_1', 'ses_a', { status: 'pending', input: { command: 'ls' } }))
    commands.apply(
      part('prt_2', 'ses_a', { status: 'running', input: { path: 'ls' }, time: { start: 0 } }),
    )
    expect(ownerOf(commands, 'ls', 0)).toBeUndefined()
  })

  it('forgets the oldest of more than ten thousand', () => {
    const commands = new ShellCommands()
    for (let n = 0; n < 10_001; n += 1) commands.apply(running(`prt_${n}`, 'ses_a', `echo ${n}`, 0))
    expect(ownerOf(commands, 'echo 0', 0)).toBeUndefined()
    expect(ownerOf(commands, 'echo 1', 0)).toBe('ses_a')
  })
})
