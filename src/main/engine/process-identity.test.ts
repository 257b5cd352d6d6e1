import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  childrenOf,
  eventually,
  isAlive,
  type TestProcesses,
  testProcesses,
  untilGone,
} from '../testing/processes'
import { killTree, processStart } from './process-identity'

let processes: TestProcesses
beforeEach(() => {
  processes = testProcesses()
})
afterEach(() => processes.end())

const sleeper = () => processes.start(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])

describe('when a process was started', () => {
  it('is the same each time, and another process has another', async () => {
    const { pid } = await sleeper()
    const start = await processStart(pid)
    expect(start).toMatch(/\d/)
    expect(await processStart(pid)).toBe(start)
    const own = await processStart(process.pid)
    expect(own).toMatch(/\d/)
    expect(own).not.toBe(start)
  })

  it('is unknown when there is no such process', async () => {
    expect(await processStart(0x7fff_fff0)).toBeUndefined()
  })

  it('is unknown once it has ended', async () => {
    const child = await sleeper()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    expect(await processStart(child.pid)).toBeUndefined()
  })
})

describe.skipIf(process.platform !== 'linux')('on Linux', () => {
  it('a name full of brackets and blanks misleads nobody', async () => {
    const name = ') Z 1 2 (x'
    const { pid } = await processes.start(process.execPath, [
      '-e',
      `process.title = ${JSON.stringify(name)}; setInterval(() => {}, 1000)`,
    ])
    const plain = await sleeper()
    const start = await processStart(pid)
    const boot = (await processStart(plain.pid))?.split(' ')[0]
    expect(start).toMatch(new RegExp(`^${boot} \\d+$`))
  })

  it('a zombie has ended', async () => {
    // The shell's first child becomes one: whoever takes the shell's place never asks for it.
    const { pid } = await processes.start('/bin/sh', ['-c', 'sleep 0 & exec sleep 60'])
    let zombie: number | undefined
    await eventually('there is a zombie', () => {
      zombie = childrenOf(pid).find((child) => !isAlive(child))
      return zombie !== undefined
    })
    expect(await processStart(zombie ?? 0)).toBeUndefined()
  })
})

describe.skipIf(process.platform === 'win32')('ending a process with its tree', () => {
  it('ends its group with it', async () => {
    const { pid } = await processes.start('/bin/sh', ['-c', 'sleep 60 & sleep 60'])
    await eventually('it has children', () => childrenOf(pid).length === 2)
    const children = childrenOf(pid)
    await killTree(pid)
    for (const each of [pid, ...children]) await untilGone(each)
  })

  it('ends one that leads no group', async () => {
    const { pid } = await processes.start('/bin/sh', ['-c', 'sleep 60 & sleep 60'])
    await eventually('it has children', () => childrenOf(pid).length === 2)
    const [first = 0, second = 0] = childrenOf(pid)
    await killTree(first)
    await untilGone(first)
    expect(isAlive(second)).toBe(true)
    expect(isAlive(pid)).toBe(true)
  })

  it('is no error when it is gone already', async () => {
    await killTree(0x7fff_fff0)
  })
})
