import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLeftovers } from './leftovers'
import type { MarkedProcess } from './marked-processes'

const CALL = '0b9f6f6e-2c67-4f0a-9d9f-0f8a1d5f0a11'
const OTHER = '11111111-2c67-4f0a-9d9f-0f8a1d5f0a11'
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wheelhouse-calls-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const wrote = (id: string, pid: number, command: string) =>
  writeFileSync(join(directory, id), JSON.stringify({ pid, command }))
const marked = (pid: number, more: Partial<MarkedProcess> = {}): MarkedProcess => ({
  pid,
  start: `start of ${pid}`,
  call: CALL,
  command: 'sleep 778',
  ...more,
})

/** A system with these processes; some do not heed SIGTERM. */
function system(processes: MarkedProcess[], stubborn: number[] = []) {
  const sent: [number, string][] = []
  let running = processes
  const leftovers = createLeftovers({
    directory,
    ownersOf: (shells) =>
      new Map(
        [...shells].map(({ id, command }) => [id, command === 'make' ? 'ses_child' : 'ses_a']),
      ),
    isWithin: (id, root) => id === root || (id === 'ses_child' && root === 'ses_a'),
    find: async () => running,
    kill: (pid, signal) => {
      sent.push([pid, signal])
      if (signal === 'SIGKILL' || !stubborn.includes(pid)) {
        running = running.filter((it) => it.pid !== pid)
      }
    },
  })
  return {
    leftovers,
    sent,
    become: (next: MarkedProcess[]) => {
      running = next
    },
  }
}

describe('what shell calls left running', () => {
  it('is what descends from a call whose shell is gone, of the session and its sub-agents', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    wrote(OTHER, 20, 'make')
    const { leftovers } = system([marked(11), marked(21, { call: OTHER, command: 'cc -c a.c' })])
    const all = await leftovers.list('ses_a')
    expect(all.map(({ pid, command }) => [pid, command])).toEqual([
      [11, 'sleep 778'],
      [21, 'cc -c a.c'],
    ])
    expect(await leftovers.list('ses_child')).toMatchObject([{ pid: 21 }])
    expect(await leftovers.list('ses_b')).toEqual([])
  })

  it('is nothing while the shell itself runs', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, become } = system([marked(10), marked(11)])
    expect(await leftovers.list('ses_a')).toEqual([])
    // Somebody else has the shell's number now.
    become([marked(10, { call: OTHER }), marked(11)])
    expect(await leftovers.list('ses_a')).toMatchObject([{ pid: 11 }])
  })

  it.each(['', '{', '{"pid":"1","command":"x"}', '[]'])(
    'is not guessed from a file that says %j',
    async (text) => {
      writeFileSync(join(directory, CALL), text)
      expect(await system([marked(11)]).leftovers.list('ses_a')).toEqual([])
    },
  )

  it('reads no path that a process has for a mark', async () => {
    mkdirSync(join(directory, 'sub'))
    const { leftovers } = system([marked(11, { call: '../../etc/passwd' })])
    expect(await leftovers.list('ses_a')).toEqual([])
  })

  it('is nothing where no call was ever written down', async () => {
    rmSync(directory, { recursive: true })
    expect(await system([marked(11)]).leftovers.list('ses_a')).toEqual([])
    mkdirSync(directory)
  })

  it('is asked to end, and ended when it does not', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, sent } = system([marked(11), marked(12)], [12])
    expect(await leftovers.end('ses_a')).toBe(2)
    expect(sent).toEqual([
      [11, 'SIGTERM'],
      [12, 'SIGTERM'],
      [12, 'SIGKILL'],
    ])
  })

  it('leaves alone what was not asked for, and what is of another session', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, sent } = system([marked(11), marked(12)])
    expect(await leftovers.end('ses_a', [12, 1])).toBe(1)
    expect(await leftovers.end('ses_b')).toBe(0)
    expect(sent).toEqual([[12, 'SIGTERM']])
  })

  it('is ended with what it starts as it ends', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, sent, become } = system([marked(11)], [11])
    const ending = leftovers.end('ses_a')
    await expect.poll(() => sent).toEqual([[11, 'SIGTERM']])
    become([marked(12)])
    expect(await ending).toBe(1)
    expect(sent).toEqual([
      [11, 'SIGTERM'],
      [12, 'SIGKILL'],
    ])
    expect(await leftovers.list('ses_a')).toEqual([])
  })

  it('is known when the engine has forgotten the call', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers } = system([marked(11)])
    expect(await leftovers.list('ses_a')).toHaveLength(1)
    rmSync(join(directory, CALL))
    expect(await leftovers.list('ses_a')).toHaveLength(1)
  })

  it('does not signal a stranger that has the number meanwhile', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const looks = [[marked(11)], [marked(11, { start: 'later' })]]
    const sent: number[] = []
    const leftovers = createLeftovers({
      directory,
      ownersOf: (shells) => new Map([...shells].map(({ id }) => [id, 'ses_a'])),
      isWithin: () => true,
      find: async () => looks.shift() ?? [],
      kill: (pid) => sent.push(pid),
    })
    expect(await leftovers.end('ses_a')).toBe(1)
    expect(sent).toEqual([])
  })
})
