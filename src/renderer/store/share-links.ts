import type { Session } from '../../shared/engine-types'
import type { Saved } from './saved'

const KEY = 'wheelhouse.withdrawn-links'
// As many as somebody may take back in years; the oldest go.
const KEPT = 500

/**
 * Which sessions are published. The engine (opencode 1.18.33) takes a published page back and goes on
 * naming its link in the session, so which links were taken back is remembered here.
 */
export class ShareLinks {
  #withdrawn: Record<string, string> = {}
  #memory: Saved | undefined

  /** Takes over what was remembered, and remembers from now on. */
  remember(memory: Saved): void {
    this.#memory = memory
    this.#withdrawn = { ...read(memory), ...this.#withdrawn }
  }

  /** The link under which anyone can read the session. */
  linkOf(session: Session | undefined): string | undefined {
    const url = session?.share?.url
    if (session === undefined || url === undefined) return undefined
    return this.#withdrawn[session.id] === url ? undefined : url
  }

  publish(sessionID: string): void {
    const { [sessionID]: _gone, ...others } = this.#withdrawn
    this.#keep(others)
  }

  withdraw(sessionID: string, url: string): void {
    const { [sessionID]: _before, ...others } = this.#withdrawn
    const kept = Object.entries(others).slice(1 - KEPT)
    this.#keep({ ...Object.fromEntries(kept), [sessionID]: url })
  }

  #keep(withdrawn: Record<string, string>): void {
    this.#withdrawn = withdrawn
    this.#memory?.write(KEY, withdrawn)
  }
}

function read(memory: Saved): Record<string, string> {
  return Object.fromEntries(
    Object.entries(memory.readFields(KEY)).filter(
      (it): it is [string, string] => typeof it[1] === 'string',
    ),
  )
}
