// A page that follows the same events in two ways, ours and an EventSource of its own, and does the
// same with each event.
import { bridgeClient } from '../../src/renderer/client/bridge'
import type { Client } from '../../src/renderer/client/client'
import type { OperationInput, OperationName } from '../../src/shared/operations'
import { now } from '../rpc.mjs'

export type Side = 'ours' | 'theirs'

export interface Armed {
  side: Side
  /** After so many deltas it is done. */
  deltas: number
  /** Whether each delta holds the time at which it was sent. */
  timed: boolean
}

export interface Done {
  /** When the last delta was applied, ms since the epoch. */
  finishedAt: number
  /** Of all the deltas together. */
  characters: number
  /** Of each event from its sending to here, ms; empty unless they were timed. */
  latencies: number[]
}

/** What became of our stream. */
export interface StreamReport {
  position: number
  resyncs: number
  losses: number
}

/** Calls of one operation: each of so many lanes asks again as soon as it has its answer. */
export interface Asked {
  name: OperationName
  input: Record<string, unknown>
  lanes: number
  callsPerLane: number
}

export interface Timed {
  /** Of each call from asking to having the answer, ms. */
  times: number[]
  last: unknown
}

export interface BenchPage {
  /** Follows our stream, and the peer's when there is one. */
  connect(peer: string | undefined): Promise<void>
  arm(armed: Armed): Promise<Done>
  report(): StreamReport
  timeCalls(asked: Asked): Promise<Timed>
}

declare global {
  interface Window {
    bench: BenchPage
    /** What `arm` promised, for whoever asks later. */
    done: Promise<Done>
  }
}

const client = openClient()
let armed: Armed = { side: 'ours', deltas: 0, timed: false }
let finish: ((done: Done) => void) | undefined
let text = ''
let deltas = 0
let latencies: number[] = []
const report: StreamReport = { position: 0, resyncs: 0, losses: 0 }

/** Applies one event, already parsed. */
function apply(side: Side, event: unknown): void {
  const { payload } = event as { payload: { type: string; properties: { delta: string } } }
  if (side !== armed.side || payload.type !== 'message.part.delta') return
  const { delta } = payload.properties
  text += delta
  deltas += 1
  if (armed.timed) latencies.push(now() - Number(delta))
  if (deltas === armed.deltas) finish?.({ finishedAt: now(), characters: text.length, latencies })
}

function openClient(): Client {
  const { wheelhouse } = window
  if (!wheelhouse) throw new Error('The preload did not run.')
  return bridgeClient(wheelhouse, window)
}

function followOurs(): Promise<void> {
  return new Promise((resolve) => {
    client.follow({
      hello: ({ seq }) => {
        report.position = seq
        resolve()
      },
      batch: (first, events, applied) => {
        for (const event of events) apply('ours', event)
        report.position = first + events.length - 1
        applied()
      },
      resync: ({ seq }, applied) => {
        report.position = seq
        report.resyncs += 1
        applied()
      },
      lost: () => {
        report.losses += 1
      },
    })
  })
}

function followTheirs(source: string): Promise<void> {
  const events = new EventSource(`${source}/global/event?peer`)
  events.onmessage = ({ data }) => apply('theirs', JSON.parse(data))
  return new Promise((resolve) => {
    events.onopen = () => resolve()
  })
}

window.bench = {
  connect: async (peer) => {
    await Promise.all([followOurs(), peer && followTheirs(peer)])
  },
  arm: (next) => {
    armed = next
    text = ''
    deltas = 0
    latencies = []
    return new Promise((resolve) => {
      finish = resolve
    })
  },
  report: () => report,
  timeCalls: async ({ name, input, lanes, callsPerLane }) => {
    const times: number[] = []
    let last: unknown
    const lane = async () => {
      for (let at = 0; at < callsPerLane; at += 1) {
        const asked = performance.now()
        // The command that says what to ask is no page: its input is checked by the app alone.
        const answer = await client.call(name, input as OperationInput<typeof name>)
        times.push(performance.now() - asked)
        last = answer.value
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return { times, last }
  },
}
