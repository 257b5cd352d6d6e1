import { describe, expectTypeOf, it } from 'vitest'
import { type Bridge, type CallResult, fromJson } from '../shared/bridge'
import type { EngineStatus, Session } from '../shared/engine-types'
import type { ErrorCode } from '../shared/errors'
import type { OperationInput, OperationName, OperationOutput } from '../shared/operations'

// Nothing here is about what runs: `tsc` checks the file, and fails where a line that is expected
// not to compile does.
declare const bridge: Bridge
const id = 'ses_0123456789abcdef'
const compiles = (_calls: () => unknown) => undefined

describe('a call in the page', () => {
  it('compiles when it is right', () => {
    compiles(() => [
      bridge.call('engine.status', {}),
      bridge.call('sessions.list', { limit: 5 }),
      bridge.call('sessions.prompt', { id, parts: [{ type: 'text', text: 'Hello' }] }),
      bridge.call('permissions.reply', { id: 'per_0', reply: 'once' }),
    ])
  })

  it('does not compile with a wrong name', () => {
    compiles(() => [
      // @ts-expect-error no such operation
      bridge.call('sessions.explode', {}),
      // @ts-expect-error a name of every object
      bridge.call('constructor', {}),
      // @ts-expect-error any text
      bridge.call('engine.status' as string, {}),
      // @ts-expect-error no name
      bridge.call(),
    ])
  })

  it('does not compile with a wrong input', () => {
    compiles(() => [
      // @ts-expect-error no input
      bridge.call('sessions.list'),
      // @ts-expect-error a key is missing
      bridge.call('sessions.get', {}),
      // @ts-expect-error a key that it does not know
      bridge.call('sessions.get', { id, directory: '/p' }),
      // @ts-expect-error another operation’s input
      bridge.call('sessions.get', { limit: 5 }),
      // @ts-expect-error a number
      bridge.call('sessions.get', { id: 7 }),
      // @ts-expect-error text, which only a query has
      bridge.call('sessions.list', { limit: '5' }),
      // @ts-expect-error a part of no kind
      bridge.call('sessions.prompt', { id, parts: [{ type: 'tool', name: 'bash' }] }),
      // @ts-expect-error a part that is half one
      bridge.call('sessions.prompt', { id, parts: [{ type: 'text' }] }),
      // @ts-expect-error no such reply
      bridge.call('permissions.reply', { id: 'per_0', reply: 'maybe' }),
      // @ts-expect-error null is not absent
      bridge.call('sessions.list', { search: null }),
    ])
  })

  it('does not compile when its answer is taken for something else', () => {
    compiles(async () => {
      const answer = await bridge.call('engine.status', {})
      // @ts-expect-error it may have been refused
      answer.json
      if (!answer.ok) {
        expectTypeOf(answer.error.code).toEqualTypeOf<ErrorCode>()
        // @ts-expect-error no such code
        return answer.error.code === 'exploded'
      }
      const status = fromJson(answer.json)
      expectTypeOf(status).toEqualTypeOf<EngineStatus>()
      // @ts-expect-error a status has no title
      return status.title
    })
  })

  it('is typed by the table, whatever the operation', () => {
    compiles(async () => {
      const answer = await bridge.call('sessions.list', {})
      expectTypeOf(answer).toEqualTypeOf<CallResult<'sessions.list'>>()
    })
    expectTypeOf<OperationOutput<'sessions.list'>>().toEqualTypeOf<Session[]>()
    expectTypeOf<OperationOutput<'sessions.delete'>>().toEqualTypeOf<void>()
    // Not one of them has become `any`, which would let everything through.
    expectTypeOf<Anything<{ [N in OperationName]: OperationInput<N> }>>().toBeNever()
    expectTypeOf<Anything<{ [N in OperationName]: OperationOutput<N> }>>().toBeNever()
  })

  it('can do nothing else with the bridge', () => {
    expectTypeOf<keyof Bridge>().toEqualTypeOf<
      'call' | 'openEvents' | 'pathOf' | 'platform' | 'version'
    >()
    compiles(() => [
      // @ts-expect-error no channel
      bridge.openEvents(),
      // @ts-expect-error a nonce is text
      bridge.openEvents(7),
      // @ts-expect-error a path is what it gives
      bridge.pathOf('/etc/passwd'),
      // @ts-expect-error no way to IPC
      bridge.ipcRenderer,
      // @ts-expect-error nothing of it can be replaced
      () => (bridge.version = '2'),
      // @ts-expect-error it may not be there, in a plain browser
      window.wheelhouse.version,
    ])
  })
})

/** The keys whose type is `any`. */
type Anything<T> = { [K in keyof T]: 0 extends 1 & T[K] ? K : never }[keyof T]
