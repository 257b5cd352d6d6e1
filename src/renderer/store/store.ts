import type { EngineStatus } from '../../shared/engine-types'
import type { Projection } from '../../shared/events'
import type { EventSink, HelloFrame, ResyncFrame } from '../client/client'
import { applyEvent } from './apply-event'
import { Asks } from './asks'
import { Browsers } from './browsers'
import { Catalogs } from './catalog'
import { Changes } from './changes'
import { Choices } from './choices'
import { Dialogs } from './dialogs'
import { Doings } from './doings'
import { Find } from './find'
import { Folds } from './folds'
import { Inspector } from './inspector'
import { Leftovers } from './leftovers'
import { ListView } from './list-view'
import { Notices } from './notices'
import { Outbox } from './outbox'
import { Panel } from './panel'
import { PlainText } from './plain-text'
import { Projects } from './projects'
import { PromptHistory } from './prompt-history'
import { ProvidersState } from './providers'
import { readEvent } from './read-event'
import { Reading } from './reading'
import { Remarks } from './remarks'
import { Replies } from './replies'
import { shownMessages } from './revert'
import type { Schedule } from './schedule'
import { SessionList } from './session-list'
import { SettingsState } from './settings'
import { ShareLinks } from './share-links'
import { SidebarShape } from './sidebar-shape'
import { StreamTaps } from './stream-tap'
import { Todos } from './todos'
import { Transcripts } from './transcripts'
import { UndoState } from './undo-state'
import { Workbench } from './workbench'

/** Whether the event stream is there. */
export type Link = 'connecting' | 'live' | 'lost'

/**
 * What the page knows. Its parts are changed only here and through {@link write}; what they hand
 * out is immutable, so a view compares what it selected by identity.
 *
 * As a sink of the event stream it applies each frame as it arrives and acknowledges it in the same
 * turn: there is no queue, and a window that paints nothing (hidden, minimised: Chromium runs its
 * timers once a second, later once a minute) still keeps up with main. What came is shown once per
 * animation frame: that is when the listeners are told.
 */
export class Store implements EventSink {
  readonly list = new SessionList()
  readonly asks = new Asks()
  readonly replies = new Replies()
  readonly transcripts = new Transcripts()
  readonly notices = new Notices()
  readonly outbox = new Outbox()
  readonly folds = new Folds()
  readonly doings = new Doings()
  readonly dialogs = new Dialogs()
  readonly browsers = new Browsers()
  readonly settings = new SettingsState()
  readonly providers = new ProvidersState()
  readonly remarks = new Remarks()
  readonly workbench = new Workbench()
  readonly links = new ShareLinks()
  readonly undo = new UndoState()
  readonly reading = new Reading()
  readonly find = new Find()
  readonly plainText = new PlainText()
  readonly leftovers = new Leftovers()
  readonly projects = new Projects()
  readonly listView = new ListView()
  readonly sidebar = new SidebarShape()
  readonly history = new PromptHistory()
  readonly choices = new Choices()
  readonly catalogs = new Catalogs()
  readonly panel = new Panel()
  readonly changes = new Changes()
  readonly todos = new Todos()
  readonly inspector = new Inspector()
  /** Who listens to the stream beside the store: parts of the side panel, while they are seen. */
  readonly taps = new StreamTaps()

  #engine: EngineStatus | undefined
  #link: Link = 'connecting'
  #openID: string | undefined
  #creating = false
  #startingEngine = false
  #stopArmed: string | undefined
  #epoch: string | undefined
  #lastSeq = -1

  readonly #schedule: Schedule
  #listeners = new Set<() => void>()
  /** Whether something was applied that the listeners do not know of. */
  #untold = false
  #stale = false
  #onStale: () => void = () => undefined

  /** @param schedule when listeners hear of events; a test passes one that runs at once */
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

  /** Whether a person's request to start the engine is under way. */
  get startingEngine(): boolean {
    return this.#startingEngine
  }

  /** The session whose run stops when it is asked for once more. */
  get stopArmed(): string | undefined {
    return this.#stopArmed
  }

  /** Number of the last event that was applied. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** Whether the engine takes requests. */
  get isReady(): boolean {
    return this.#engine?.state === 'ready'
  }

  /** Whether the agent works in that session, or waits: for a person, or to try again. */
  isBusy(sessionID: string): boolean {
    return this.list.status(sessionID).type !== 'idle'
  }

  /** Whether the agent waits for a person there: it asks, or one of its sub-agents does. */
  isWaiting(sessionID: string): boolean {
    return this.asks.asksFor(sessionID).length > 0
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
    this.#tell()
  }

  setOpen(sessionID: string | undefined): void {
    if (this.find.sessionID !== sessionID) this.find.close()
    this.#openID = sessionID
    this.list.unread.look(sessionID)
    this.followOpen()
  }

  /** The next session starts in the project of the one that is looked at. */
  followOpen(): void {
    const session = this.#openID === undefined ? undefined : this.list.get(this.#openID)
    if (session) this.projects.choose(session.directory)
  }

  setCreating(creating: boolean): void {
    this.#creating = creating
  }

  setStartingEngine(starting: boolean): void {
    this.#startingEngine = starting
  }

  setStopArmed(sessionID: string | undefined): void {
    this.#stopArmed = sessionID
  }

  /** Removes all that is known of a session, and closes it. */
  forget(sessionID: string): void {
    this.list.remove(sessionID)
    this.asks.forget(sessionID)
    this.transcripts.drop(sessionID)
    this.doings.forget(sessionID)
    this.outbox.drop(sessionID)
    this.choices.drop(sessionID)
    this.notices.clear(sessionID)
    this.remarks.forget(sessionID)
    this.workbench.forget(sessionID)
    this.plainText.forget(sessionID)
    this.leftovers.forget(sessionID)
    this.undo.forget(sessionID)
    if (this.#openID === sessionID) this.setOpen(undefined)
  }

  hello({ epoch, seq, projection }: HelloFrame): void {
    if (epoch !== this.#epoch || seq !== this.#lastSeq) this.#holdForFetch()
    this.#epoch = epoch
    this.#project(seq, projection)
    this.taps.hello(seq)
    this.#tellSoon()
  }

  resync({ seq, reason, projection }: ResyncFrame, applied: () => void): void {
    this.#holdForFetch()
    this.#project(seq, projection)
    this.taps.resync(seq, reason)
    applied()
    this.#tellSoon()
  }

  batch(first: number, events: readonly unknown[], applied: () => void): void {
    events.forEach((envelope, index) => {
      const event = readEvent(envelope)
      this.#lastSeq = first + index
      if (event?.type === 'wheelhouse.engine.status') this.#applyEngine(event.properties)
      else if (event) applyEvent(this, event, this.#lastSeq)
    })
    this.taps.batch(first, events)
    applied()
    this.#tellSoon()
  }

  lost(): void {
    this.#link = 'lost'
    this.taps.lost()
    this.#tellSoon()
  }

  #tellSoon(): void {
    if (!this.#untold) {
      this.#untold = true
      this.#schedule(() => {
        if (this.#untold) this.#tell()
      })
    }
    if (this.#stale && this.isReady) {
      this.#stale = false
      this.#onStale()
    }
  }

  #tell(): void {
    this.#untold = false
    this.replies.keepOnly((requestID) => this.asks.has(requestID))
    if (this.#openID !== undefined) {
      const transcript = this.transcripts.get(this.#openID)
      this.outbox.reconcile(this.#openID, transcript)
      if (transcript) {
        const shown = shownMessages(this, this.#openID)
        this.find.follow(transcript, shown, this.transcripts.place(this.#openID))
      }
    }
    for (const listener of this.#listeners) listener()
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
    this.outbox.queue.noteGap((sessionID) => this.isBusy(sessionID))
    this.asks.replace(projection)
  }

  #applyEngine(status: EngineStatus): void {
    const wasReady = this.isReady
    this.#engine = status
    // An engine that is gone runs nothing; the next one says by itself what is busy.
    if (!this.isReady) {
      this.list.replaceStatuses({})
      this.outbox.queue.noteGap(() => false)
      this.asks.clear()
    }
    if (this.isReady && !wasReady) this.#holdForFetch()
  }
}
