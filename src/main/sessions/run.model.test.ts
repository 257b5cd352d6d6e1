import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EngineStatus, MessageWithParts } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import { Hub } from '../events/hub'
import { SessionTree } from '../events/session-tree'
import { publication } from '../testing/envelopes'
import { recordLog } from '../testing/log'
import { recordingSink } from '../testing/recording-sink'
import type { RunOutcome } from './read-outcome'
import { createRunFollower } from './run'

const SESSION = 'ses_1'
const OK = new Response('{}')
const turn = () => new Promise(setImmediate)

interface Run {
  answer: MessageWithParts | undefined
  /** What the model was asked with. */
  covers: Said[]
  isEnding: boolean
}

interface Said {
  id: string
  isStored: boolean
  /** The first answer that concludes and was given with this message in view. */
  answer: string | undefined
  /** A run that had it in view was stopped or failed: that may be told, and what came of it since. */
  isOver: boolean
  outcomes: (RunOutcome & Pick<Said, 'answer' | 'isOver' | 'isStored'>)[]
}

/**
 * The engine's rules as they were measured (opencode 1.18.33). A prompt is taken, stored, and then
 * joins the run that is there or begins one. A run reads all messages, asks the model, and goes on
 * while the answer was a step or a newer message is there; between its last look and its end it takes
 * no more. A run that is stopped or fails leaves what waited.
 */
class ModelEngine {
  readonly hub = new Hub({ log: recordLog() })
  readonly said: Said[] = []
  readonly stored: MessageWithParts[] = []
  readonly #listeners = new Set<(status: EngineStatus) => void>()
  #taken: Said[] = []
  #joining = 0
  #run: Run | undefined
  #stopped: Run[] = []
  #ids = 0

  readonly #follow = createRunFollower({
    hub: this.hub,
    tree: new SessionTree(),
    status: () => ({ type: this.#run ? 'busy' : 'idle' }),
    pause: async () => {
      for (let turns = 0; turns < 5; turns += 1) await turn()
    },
    getClient: () => this.#client,
    isBackdated: () => false,
    onEngineStatus: (listener) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
  })

  readonly #client = {
    session: {
      get: async () => ({ data: { directory: '/project' }, response: OK }),
      status: async () => ({ data: this.#run ? { [SESSION]: {} } : {}, response: OK }),
      messages: async () => ({ data: structuredClone(this.stored), response: OK }),
      message: async ({ messageID }: { messageID: string }) => {
        const data = this.stored.find(({ info }) => info.id === messageID)
        return data
          ? { data: structuredClone(data), response: OK }
          : { error: {}, response: MISSING }
      },
    },
  } as unknown as OpencodeClient

  get isAtRest(): boolean {
    return !this.#run && this.#taken.length + this.#joining + this.#stopped.length === 0
  }

  say(): void {
    const said: Said = {
      id: this.#id(),
      isStored: false,
      answer: undefined,
      isOver: false,
      outcomes: [],
    }
    this.said.push(said)
    this.#taken.push(said)
    const end = (outcome: RunOutcome) => {
      const { answer, isOver, isStored } = said
      said.outcomes.push({ ...outcome, answer, isOver, isStored })
    }
    const sink = { ...recordingSink(), end }
    this.#follow({ sessionID: SESSION, messageID: said.id, after: this.hub.seq }, sink)
  }

  /** The oldest prompt that was taken becomes a message. */
  store(): void {
    const said = this.#taken.shift()
    if (!said) return
    said.isStored = true
    this.#joining += 1
    this.#put({ id: said.id, role: 'user', time: { created: 0 } }, [{ type: 'text', text: 'x' }])
  }

  /** It joins the run that is there, or begins one. */
  join(): void {
    if (this.#joining === 0) return
    this.#joining -= 1
    this.#run ??= { answer: undefined, covers: [], isEnding: false }
  }

  /** The run reads the messages and asks the model, or sees that nothing is left to do. */
  look(): void {
    const run = this.#run
    if (!run || run.isEnding || isUnfinished(run.answer)) return
    const last = this.stored.findLast(({ info }) => info.role === 'user')
    const answer = this.stored.findLast(({ info }) => info.role === 'assistant')?.info
    if (!last) return
    if (
      answer?.role === 'assistant' &&
      answer.finish === 'stop' &&
      answer.parentID === last.info.id
    ) {
      run.isEnding = true
      return
    }
    run.covers = this.said.filter(({ isStored, answer: has }) => isStored && !has)
    run.answer = this.#put(
      { id: this.#id(), role: 'assistant', parentID: last.info.id, time: { created: 0 } },
      [],
    )
  }

  /** The model has answered: with words, a step, or a failure. */
  answer(how: 'stop' | 'tool-calls' | 'failure'): void {
    const run = this.#run
    if (!run || !isUnfinished(run.answer)) return
    if (how === 'failure') this.#publish('session.error', { error: FAILURE })
    this.#finish(run.answer, how === 'failure' ? { error: FAILURE } : { finish: how })
    if (how === 'failure') this.#giveUp(run)
    if (how !== 'stop') return
    for (const said of run.covers) said.answer ??= run.answer?.info.id
  }

  /** What was said does not fit any more: the engine sums it up and goes on in the person's name. */
  compact(): void {
    const run = this.#run
    const answer = run?.answer?.info
    if (run?.isEnding || answer?.role !== 'assistant' || answer.finish !== 'tool-calls') return
    const id = this.#id()
    this.#put({ id, role: 'user', time: {} }, [{ type: 'compaction', auto: true }])
    const more = { parentID: id, summary: true, finish: 'stop', time: { completed: 1 } }
    this.#put({ id: this.#id(), role: 'assistant', ...more }, [])
    const words = { type: 'text', synthetic: true, text: 'Continue' }
    this.#put({ id: this.#id(), role: 'user', time: {} }, [words])
  }

  end(): void {
    if (this.#run?.isEnding) this.#idle()
  }

  /** The run is stopped and says so at once, and once more when it has cleaned up. */
  abort(): void {
    const run = this.#run
    if (!run) return
    this.#run = undefined
    this.#giveUp(run)
    this.#stopped.push(run)
    this.#publish('session.error', { error: ABORTED })
    this.#publish('session.idle')
  }

  cleanUp(): void {
    const run = this.#stopped.shift()
    if (!run) return
    if (isUnfinished(run.answer)) this.#finish(run.answer, { error: ABORTED })
    this.#publish('session.idle')
  }

  /** Another prompt is refused before it is stored, as for an agent that is not there. */
  refuse(): void {
    if (this.#taken.length === 0) this.#publish('session.error', { error: FAILURE })
  }

  lose(): void {
    this.hub.interrupt()
  }

  crash(): void {
    for (const listener of [...this.#listeners]) {
      listener({ running: false, state: 'failed', since: 0, restarts: 0 })
    }
    this.#run = undefined
    this.#stopped = []
    this.#taken = []
    this.#joining = 0
  }

  #giveUp(run: Run): void {
    run.isEnding = true
    for (const said of run.covers) said.isOver = true
  }

  #idle(): void {
    this.#run = undefined
    this.#publish('session.idle')
  }

  #finish({ info }: MessageWithParts, more: object): void {
    Object.assign(info, more, { time: { created: 0, completed: 1 } })
    this.#publish('message.updated', { info: structuredClone(info) })
  }

  #put(info: object, parts: object[]): MessageWithParts {
    const message = { info: { ...info, sessionID: SESSION }, parts } as MessageWithParts
    this.stored.push(message)
    this.#publish('message.updated', { info: structuredClone(message.info) })
    return message
  }

  #publish(type: string, properties: object = {}): void {
    this.hub.publish([publication(type, { sessionID: SESSION, ...properties })])
  }

  #id(): string {
    this.#ids += 1
    // Their order says nothing.
    return `msg_${(this.#ids * 7919) % 10_007}`
  }
}

const MISSING = new Response('', { status: 404 })
const FAILURE = { name: 'APIError', data: { message: 'It broke.' } }
const ABORTED = { name: 'MessageAbortedError', data: { message: 'Aborted' } }
const isUnfinished = (answer: MessageWithParts | undefined): answer is MessageWithParts =>
  answer?.info.role === 'assistant' && answer.info.time.completed === undefined

type Move =
  | 'say'
  | 'store'
  | 'join'
  | 'look'
  | 'compact'
  | 'end'
  | 'abort'
  | 'cleanUp'
  | 'refuse'
  | 'lose'
type Step = Move | 'stop' | 'tool-calls' | 'failure' | 'crash' | 'wait' | 'turn'
const STEPS: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Step>('say', 'look', 'stop', 'turn', 'turn') },
  { weight: 4, arbitrary: fc.constantFrom<Step>('store', 'join', 'end', 'cleanUp', 'wait') },
  { weight: 2, arbitrary: fc.constantFrom<Step>('abort', 'tool-calls', 'failure', 'refuse') },
  { weight: 1, arbitrary: fc.constantFrom<Step>('compact', 'lose') },
  { weight: 1, arbitrary: fc.constant<Step>('crash') },
)

async function take(engine: ModelEngine, step: Step): Promise<void> {
  if (step === 'wait') for (let turns = 0; turns < 8; turns += 1) await turn()
  else if (step === 'turn') await turn()
  else if (step === 'stop' || step === 'tool-calls' || step === 'failure') engine.answer(step)
  else engine[step]()
}

/** What is under way goes to its end, and every follower has had the time to see it. */
async function comeToRest(engine: ModelEngine): Promise<void> {
  const steps = ['store', 'join', 'look', 'stop', 'look', 'end', 'cleanUp'] as const
  while (!engine.isAtRest) for (const step of steps) await take(engine, step)
  await take(engine, 'wait')
  await take(engine, 'wait')
  await take(engine, 'wait')
}

const isTold = ({ id, outcomes }: Said) => {
  expect([id, outcomes.length]).toEqual([id, 1])
  for (const outcome of outcomes) {
    const { answer, isOver, isStored } = outcome
    if (outcome.kind === 'done') {
      expect([id, outcome.message.info.id]).toEqual([id, answer])
      continue
    }
    const { code, message, details } = outcome.error
    const isSaid = { stored: (details as { stored?: true } | undefined)?.stored ?? false }
    expect([message, isSaid]).toEqual([message, { stored: isStored }])
    if (isStored) expect(message).not.toMatch(/(?<!do not )send it again/i)
    // Nobody can look any more when the engine is gone.
    if (code === 'engine_unavailable' || isOver) continue
    expect([message, answer]).toEqual([message, undefined])
  }
}

it('tells of every message what became of it, in whatever order things come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEPS, { maxLength: 60, size: 'max' }), async (steps) => {
      const engine = new ModelEngine()
      for (const step of ['say', ...steps] as const) await take(engine, step)
      await comeToRest(engine)
      for (const said of engine.said) isTold(said)
      expect(engine.hub.size).toBe(0)
    }),
    { numRuns: 2_000 },
  )
}, 120_000)

it('tells six that were said at once of the one answer to them all', async () => {
  const engine = new ModelEngine()
  for (let n = 0; n < 6; n += 1) engine.say()
  for (let n = 0; n < 6; n += 1) engine.store()
  await comeToRest(engine)
  const answers = engine.said.map(({ outcomes: [outcome] }) =>
    outcome?.kind === 'done' ? outcome.message.info.id : outcome?.error.message,
  )
  expect(answers).toEqual(Array(6).fill(engine.stored.at(-1)?.info.id))
})
