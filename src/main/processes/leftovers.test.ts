import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
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

/** A system with these processes; some do not heed SIGTERM, some are another user's. */
function system(processes: MarkedProcess[], stubborn: number[] = [], others: number[] = []) {
  const sent: [number, string][] = []
  const log = recordLog()
  let running = processes
  let begin = (): void => undefined
  let isForgotten = false
  const leftovers = createLeftovers({
    directory,
    ownersOf: (shells) =>
      new Map(
        [...(isForgotten ? [] : shells)].map(({ id, command }) => [
          id,
          command === 'make' ? 'ses_child' : 'ses_a',
        ]),
      ),
    isWithin: (id, root) => id === root || (id === 'ses_child' && root === 'ses_a'),
    onCommand: (listener) => {
      begin = listener
    },
    log,
    find: async () => running,
    kill: (pid, signal) => {
      if (others.includes(pid)) throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
      sent.push([pid, signal])
      if (signal === 'SIGKILL' || !stubborn.includes(pid)) {
        running = running.filter((it) => it.pid !== pid)
      }
    },
  })
  return {
    leftovers,
    log,
    sent,
    begin: () => begin(),
    forget: () => {
      isForgotten = true
    },
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
    expect(await leftovers.end('ses_a')).toEqual({ ended: 2, left: [] })
    expect(sent).toEqual([
      [11, 'SIGTERM'],
      [12, 'SIGTERM'],
      [12, 'SIGKILL'],
    ])
  })

  it('is ended but for what is another user’s, which is said and stays in sight', async () => {
    wrote(CALL, 10, 'sudo sleep 778 & sleep 778 &')
    const { leftovers, sent, log } = system([marked(11), marked(12), marked(13)], [13], [11])
    const left = [{ pid: 11, command: 'sleep 778', since: expect.any(Number) }]
    expect(await leftovers.end('ses_a')).toEqual({ ended: 2, left })
    expect(sent).toEqual([
      [12, 'SIGTERM'],
      [13, 'SIGTERM'],
      [13, 'SIGKILL'],
    ])
    expect(log.lines).toEqual([expect.stringContaining('Process 11 of session ses_a')])
    expect(await leftovers.list('ses_a')).toEqual(left)
    expect(await leftovers.end('ses_a', [11])).toEqual({ ended: 0, left })
  })

  it('leaves alone what was not asked for, and what is of another session', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, sent } = system([marked(11), marked(12)])
    expect(await leftovers.end('ses_a', [12, 1])).toMatchObject({ ended: 1 })
    expect(await leftovers.end('ses_b')).toEqual({ ended: 0, left: [] })
    expect(sent).toEqual([[12, 'SIGTERM']])
  })

  it('is ended with what it starts as it ends', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, sent, become } = system([marked(11)], [11])
    const ending = leftovers.end('ses_a')
    await expect.poll(() => sent).toEqual([[11, 'SIGTERM']])
    become([marked(12)])
    expect(await ending).toEqual({ ended: 1, left: [] })
    expect(sent).toEqual([
      [11, 'SIGTERM'],
      [12, 'SIGKILL'],
    ])
    expect(await leftovers.list('ses_a')).toEqual([])
  })

  it('is known as long as it runs, whatever came after it; what has ended is forgotten', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, become } = system([marked(11)])
    for (let i = 0; i < 12; i += 1) {
      for (let j = 0; j < 100; j += 1) wrote(crypto.randomUUID(), 1_000, 'ls')
      await leftovers.list('ses_b')
    }
    expect(await leftovers.list('ses_a')).toMatchObject([{ pid: 11 }])
    expect(readdirSync(directory)).toEqual([CALL])
    become([])
    for (const _time of [1, 2]) expect(await leftovers.list('ses_a')).toEqual([])
    expect(readdirSync(directory)).toEqual([])
  })

  it('is looked at by itself after many commands, and its session remembered', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const { leftovers, begin, forget } = system([marked(11)])
    wrote(OTHER, 1_000, 'ls')
    for (let i = 0; i < 400; i += 1) begin()
    await expect.poll(() => readdirSync(directory)).toEqual([CALL])
    forget()
    expect(await leftovers.list('ses_a')).toMatchObject([{ pid: 11 }])
  })

  it('does not signal a stranger that has the number meanwhile', async () => {
    wrote(CALL, 10, 'setsid sleep 778 &')
    const looks = [[marked(11)], [marked(11, { start: 'later' })]]
    const sent: number[] = []
    const leftovers = createLeftovers({
      directory,
      ownersOf: (shells) => new Map([...shells].map(({ id }) => [id, 'ses_a'])),
      isWithin: () => true,
      onCommand: () => undefined,
      log: recordLog(),
      find: async () => looks.shift() ?? [],
      kill: (pid) => sent.push(pid),
    })
    expect(await leftovers.end('ses_a')).toEqual({ ended: 1, left: [] })
    expect(sent).toEqual([])
  })
})
