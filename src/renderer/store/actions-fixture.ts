import type { EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { OperationName } from '../../shared/operations'
import type { Answer, Client } from '../client/client'
import { createActions } from './actions'
import { manualClock } from './clock-fixture'
import { projection, READY, SESSION, session } from './fixtures'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'
import { Store } from './store'

type Handlers = { [N in OperationName]?: (input: never) => unknown }

/** A client over handlers; what a handler throws is what the call throws. */
export function setUp(
  handlers: Handlers = {},
  saved: Record<string, string> = {},
  after?: 'crashes',
) {
  const calls: [OperationName, unknown][] = []
  const client: Client = {
    async call<N extends OperationName>(name: N, input: unknown): Promise<Answer<N>> {
      calls.push([name, input])
      const handler = handlers[name] as ((input: unknown) => unknown) | undefined
      const defaults: Partial<Record<OperationName, unknown>> = {
        'sessions.list': [session(SESSION, 1)],
        'sessions.messages': [],
        'projects.recent': [],
      }
      const value = handler ? await handler(input) : defaults[name]
      return { value, seq: undefined } as Answer<N>
    },
    follow: () => () => undefined,
  }
  const store = new Store((run) => run())
  const memory = savedIn(() => memoryStorage(saved))
  const clock = manualClock()
  const clipboard: string[] = []
  const files: { name: string; text: string }[] = []
  const actions = createActions(client, store, memory, {
    clock,
    copy: async (text) => void clipboard.push(text),
    save: (name, text) => void files.push({ name, text }),
  })
  actions.start(after)
  const hello = (engine: EngineStatus = READY) =>
    store.hello({ kind: 'hello', epoch: 'a', seq: 0, projection: projection({ engine }) })
  const seen = (name: OperationName) => calls.filter(([it]) => it === name)
  return { store, actions, calls, saved, hello, seen, clock, clipboard, files }
}

/** Fails as an operation does. */
export const refuse = (message: string, code: AppError['code'] = 'engine_error') => {
  throw new AppError(code, message)
}
