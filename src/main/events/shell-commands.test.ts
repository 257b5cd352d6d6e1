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

describe('which session had a command run', () => {
  it('is told by the command and the moment', () => {
    const commands = new ShellCommands()
    commands.apply(running('prt_1', 'ses_a', 'sleep 5', 10_000))
    commands.apply(running('prt_2', 'ses_b', 'sleep 6', 10_000))
    expect(commands.sessionOf('sleep 5', 10_050)).toBe('ses_a')
    expect(commands.sessionOf('sleep 6', 10_050)).toBe('ses_b')
    expect(commands.sessionOf('sleep 7', 10_050)).toBeUndefined()
    expect(commands.sessionOf('sleep 5', 5_000)).toBeUndefined()
  })

  it('tells two that had the same one run at different times', () => {
    const commands = new ShellCommands()
    commands.apply(ended('prt_1', 'ses_a', 'make', 10_000, 20_000))
    commands.apply(ended('prt_2', 'ses_b', 'make', 40_000, 50_000))
    expect(commands.sessionOf('make', 10_010)).toBe('ses_a')
    expect(commands.sessionOf('make', 40_010)).toBe('ses_b')
    expect(commands.sessionOf('make', 30_000)).toBeUndefined()
  })

  it('waits for leave: a command may begin long after its call', () => {
    const commands = new ShellCommands()
    commands.apply(running('prt_1', 'ses_a', 'rm x', 10_000))
    expect(commands.sessionOf('rm x', 900_000)).toBe('ses_a')
  })

  it('has nothing to say of calls without a command, nor of those that have not begun', () => {
    const commands = new ShellCommands()
    commands.apply(part('prt_1', 'ses_a', { status: 'pending', input: { command: 'ls' } }))
    commands.apply(
      part('prt_2', 'ses_a', { status: 'running', input: { path: 'ls' }, time: { start: 0 } }),
    )
    expect(commands.sessionOf('ls', 0)).toBeUndefined()
  })

  it('forgets the oldest of more than a thousand', () => {
    const commands = new ShellCommands()
    for (let n = 0; n < 1_001; n += 1) commands.apply(running(`prt_${n}`, 'ses_a', `echo ${n}`, 0))
    expect(commands.sessionOf('echo 0', 0)).toBeUndefined()
    expect(commands.sessionOf('echo 1', 0)).toBe('ses_a')
  })
})
