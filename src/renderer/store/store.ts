import type { EngineStatus } from '../../shared/engine-types'
import type { Projection } from '../../shared/events'
import type { EventSink, HelloFrame, ResyncFrame } from '../client/client'
import { Notices } from './notices'
import { Outbox } from './outbox'
import { type KnownEvent, readEvent } from './read-event'
import { describeRunError, isStopped } from './run-error'
import type { Schedule } from './schedule'
import { SessionList } from './session-list'
import { Transcripts } from './transcripts'

/** Whether the event stream is there. */
export type Link = 'connecting' | 'live' | 'lost'

type Entry =
  | { kind: 'hello'; frame: HelloFrame }
  | { kind: 'resync'; frame: ResyncFrame }
  | { kind: 'batch'; first: number; events: readonly unknown[]; applied: () => void }
  | { kind: 'lost' }

/**
 * What the page knows. Its parts are changed only here and through {@link write}; what they hand
 * out is immutable, so a view compares what it selected by identity.
 *
 * As a sink of the event stream it queues frames and applies all that came until the next flush,
 * in order, then tells its listeners once.
 */
export class Store implements EventSink {
  readonly list = new SessionList()
  readonly transcripts = new Transcripts()
  readonly notices = new Notices()
  readonly outbox = new Outbox()

  #engine: EngineStatus | undefined
  #link: Link = 'connecting'
  #openID: string | undefined
  #creating = false
  #deleting: string | undefined
  #startingEngine = false
  #epoch: string | undefined
  #lastSeq = -1

  readonly #schedule: Schedule
  #queue: Entry[] = []
  #listeners = new Set<() => void>()
  #stale = false
  #onStale: () => void = () => undefined

  /** @param schedule when queued frames are applied; a test passes one that runs at once */
  constructor(schedule: Schedule) {
    this.#schedule = schedule
  }

  /** The engine's status, unknown until the first `hello`. */
  get engine(): EngineStatus | undefined {
    return this.#engine
  }

  get link(): Link {
    return this.#link
  }

  /** The session that is looked at. */
  get openID(): string | undefined {
    return this.#openID
  }

  /** Whether a session is being created. */
  get creating(): boolean {
    return this.#creating
  }

  /** The session that is being deleted at a person's request. */
  get deleting(): string | undefined {
    return this.#deleting
  }

  /** Whether a person's request to start the engine is under way. */
  get startingEngine(): boolean {
    return this.#startingEngine
  }

  /** Number of the last event that was applied. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** Whether the engine takes requests. */
  get isReady(): boolean {
    return this.#engine?.state === 'ready'
  }

  /** Whether the agent works in that session, or waits to try again. */
  isBusy(sessionID: string): boolean {
    return this.list.status(sessionID).type !== 'idle'
  }

  /** Calls back after each change; bound, as React wants it. @returns ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back when what was fetched may be stale and the engine can be asked again. */
  onStale(refresh: () => void): void {
    this.#onStale = refresh
  }

  /** Changes the state by hand and tells the listeners. */
  write(change: (store: this) => void): void {
    change(this)
    this.#settle()
  }

  setOpen(sessionID: string | undefined): void {
    this.#openID = sessionID
  }

  setCreating(creating: boolean): void {
    this.#creating = creating
  }

  setDeleting(sessionID: string | undefined): void {
    this.#deleting = sessionID
  }

  setStartingEngine(starting: boolean): void {
    this.#startingEngine = starting
  }

  /** Removes all that is known of a session, and closes it. */
  forget(sessionID: string): void {
    this.list.remove(sessionID)
    this.transcripts.drop(sessionID)
    this.outbox.drop(sessionID)
    this.notices.clear(sessionID)
    if (this.#openID === sessionID) this.#openID = undefined
  }

  hello(frame: HelloFrame): void {
    this.#enqueue({ kind: 'hello', frame })
  }

  resync(frame: ResyncFrame): void {
    this.#enqueue({ kind: 'resync', frame })
  }

  batch(first: number, events: readonly unknown[], applied: () => void): void {
    this.#enqueue({ kind: 'batch', first, events, applied })
  }

  lost(): void {
    this.#enqueue({ kind: 'lost' })
  }

  #enqueue(entry: Entry): void {
    this.#queue.push(entry)
    if (this.#queue.length === 1) this.#schedule(() => this.#flush())
  }

  #flush(): void {
    const queue = this.#queue
    this.#queue = []
    for (const entry of queue) this.#apply(entry)
    this.#settle()
    for (const entry of queue) {
      if (entry.kind === 'batch') entry.applied()
    }
    if (this.#stale && this.isReady) {
      this.#stale = false
      this.#onStale()
    }
  }

  #settle(): void {
    if (this.#openID !== undefined) {
      this.outbox.reconcile(this.#openID, this.transcripts.get(this.#openID))
    }
    for (const listener of this.#listeners) listener()
  }

  #apply(entry: Entry): void {
    switch (entry.kind) {
      case 'hello': {
        const { epoch, seq, projection } = entry.frame
        if (epoch !== this.#epoch || seq !== this.#lastSeq) this.#holdForFetch()
        this.#epoch = epoch
        this.#project(seq, projection)
        return
      }
      case 'resync':
        this.#holdForFetch()
        this.#project(entry.frame.seq, entry.frame.projection)
        return
      case 'lost':
        this.#link = 'lost'
        return
      case 'batch':
        entry.events.forEach((envelope, index) => {
          const event = readEvent(envelope)
          this.#lastSeq = entry.first + index
          if (event) this.#applyEvent(event, this.#lastSeq)
        })
    }
  }

  #holdForFetch(): void {
    this.transcripts.holdOnly(this.#openID)
    this.#stale = true
  }

  #project(seq: number, projection: Projection): void {
    this.#link = 'live'
    this.#lastSeq = seq
    this.#engine = projection.engine
    this.list.replaceStatuses(projection.statuses)
  }

  #applyEvent(event: KnownEvent, seq: number): void {
    switch (event.type) {
      case 'wheelhouse.engine.status':
        this.#applyEngine(event.properties)
        return
      case 'session.deleted':
        this.list.apply(event)
        this.#applyDeleted(event.properties.sessionID)
        return
      case 'session.created':
      case 'session.updated':
        this.list.apply(event)
        return
      case 'session.status':
        this.list.setStatus(event.properties.sessionID, event.properties.status)
        if (event.properties.status.type === 'busy') {
          this.notices.clearRun(event.properties.sessionID)
        }
        return
      case 'session.idle':
        this.list.setStatus(event.properties.sessionID, { type: 'idle' })
        return
      case 'session.error': {
        const { sessionID, error } = event.properties
        if (sessionID !== undefined) this.list.expectNothing(sessionID)
        if (!error || isStopped(error)) return
        const text = describeRunError(error)
        if (sessionID !== this.#openID || !this.#showsError(text)) {
          this.notices.add('run', text, sessionID)
        }
        return
      }
      case 'message.updated': {
        const { sessionID, info } = event.properties
        this.transcripts.get(sessionID)?.apply(event, seq)
        if (info.role === 'assistant' && info.error && sessionID === this.#openID) {
          this.notices.dropRun(sessionID, describeRunError(info.error))
        }
        return
      }
      default:
        this.transcripts.get(event.properties.sessionID)?.apply(event, seq)
    }
  }

  #applyEngine(status: EngineStatus): void {
    const wasReady = this.isReady
    this.#engine = status
    // An engine that is gone runs nothing; the next one says by itself what is busy.
    if (!this.isReady) this.list.replaceStatuses({})
    if (this.isReady && !wasReady) this.#holdForFetch()
  }

  #applyDeleted(sessionID: string): void {
    const isNews = this.#openID === sessionID && this.#deleting !== sessionID
    this.forget(sessionID)
    if (isNews) {
      this.notices.add(
        'action',
        'The open session was deleted elsewhere. Pick another, or start a new one.',
      )
    }
  }

  #showsError(text: string): boolean {
    const transcript = this.#openID === undefined ? undefined : this.transcripts.get(this.#openID)
    const last = transcript?.order.at(-1)
    const message = last === undefined ? undefined : transcript?.message(last)
    return message?.role === 'assistant' && message.error !== undefined
      ? describeRunError(message.error) === text
      : false
  }
}
