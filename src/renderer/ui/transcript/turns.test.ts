import { describe, expect, it } from 'vitest'
import { Turns } from './turns'

/** Turns whose times are come by hand, and what was drawn in each of them. */
function makeTurns() {
  const soon: (() => void)[] = []
  const frames: (() => void)[] = []
  const drawn: string[][] = []
  const turns = new Turns({
    soon: (go) => soon.push(go),
    nextFrame: (go) => frames.push(go),
    together: (draw) => {
      drawn.push([])
      draw()
    },
  })
  const wait = (name: string, work: number, distance = 0) =>
    turns.wait({ work, distance: () => distance, draw: () => drawn.at(-1)?.push(name) })
  const goOn = (queue: (() => void)[]) => {
    for (const go of queue.splice(0)) go()
  }
  return { wait, drawn, frames, soon: () => goOn(soon), frame: () => goOn(frames) }
}

describe('turns', () => {
  it('come at once for all that fits into a frame, the last of it first', () => {
    const { wait, drawn, soon, frame, frames } = makeTurns()
    for (const name of ['a', 'b', 'c']) wait(name, 200)
    expect(drawn).toEqual([])
    soon()
    expect(drawn).toEqual([['c', 'b', 'a']])
    frame()
    expect([drawn.length, frames.length]).toEqual([1, 0])
  })

  it('come frame by frame for what is more, up to what exceeds it', () => {
    const { wait, drawn, soon, frame, frames } = makeTurns()
    for (const name of ['a', 'b', 'c', 'd', 'e']) wait(name, name === 'd' ? 1_000_000 : 8_000)
    soon()
    for (let at = 0; at < 4; at += 1) frame()
    expect(drawn).toEqual([
      ['e', 'd'],
      ['c', 'b', 'a'],
    ])
    expect(frames).toEqual([])
  })

  it('come to what is in view first', () => {
    const { wait, drawn, soon, frame } = makeTurns()
    wait('far', 25_000, 900)
    wait('in view', 25_000)
    wait('near', 25_000, 100)
    soon()
    frame()
    frame()
    expect(drawn).toEqual([['in view'], ['near'], ['far']])
  })

  it('are shared by all that comes before the next frame', () => {
    const { wait, drawn, soon, frame } = makeTurns()
    wait('a', 15_000)
    soon()
    for (const name of ['b', 'c', 'd']) wait(name, 15_000)
    soon()
    expect(drawn).toEqual([['a'], ['d']])
    wait('e', 200)
    soon()
    expect(drawn).toHaveLength(2)
    frame()
    expect(drawn).toEqual([['a'], ['d'], ['e', 'c', 'b']])
  })

  it('do not come to what has gone', () => {
    const { wait, drawn, soon, frame, frames } = makeTurns()
    const stop = wait('a', 25_000)
    wait('b', 25_000)
    soon()
    stop()
    frame()
    expect([drawn, frames]).toEqual([[['b']], []])
  })
})
