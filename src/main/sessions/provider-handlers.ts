import { AppError, invalidField } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import { patientFetch } from '../engine/patient-fetch'
import { timeLimit } from '../engine/time-limit'
import { requireDirectory } from './directory'
import { ask } from './engine-answer'
import type { HandlersOptions } from './handlers'
import { readProviders } from './provider-answer'
import { readKey } from './provider-key'

/** How long a person may take to log in, in ms. */
const LOGIN_LIMIT_MS = 600_000

/**
 * Who runs the models. Keys and logins are kept by the engine, for all directories; what it has
 * loaded uses them only after it was disposed (opencode 1.18), which also ends every run.
 */
export function createProviderHandlers({ engine, events, projectDir }: HandlersOptions) {
  const client = () => engine.getClient()
  const provider = () => engine.getClient().provider

  // The engine has these at hand; for the others it goes through its whole catalogue (1.18).
  const connectedIn = async (directory: string) => {
    const { providers, default: models } = await ask(client().config.providers({ directory }))
    return { all: providers, connected: providers.map(({ id }) => id), default: models }
  }
  /** @throws AppError `not_found` */
  const requireProvider = async (id: string) => {
    const { all } = await ask(provider().list({ directory: projectDir }))
    if (all.some((known) => known.id === id)) return
    throw new AppError('not_found', `There is no provider ${id}. Look at the list of providers.`)
  }
  /** @throws AppError `not_found` for the provider, `invalid_input` for the method */
  const requireOauth = async (id: string, method: number) => {
    const all = await ask(provider().auth({ directory: projectDir }))
    const methods = Object.hasOwn(all, id) ? all[id] : undefined
    if (!methods?.some(({ type }) => type === 'oauth')) {
      await requireProvider(id)
      throw new AppError('not_found', `${id} has no login by OAuth. Connect it by an API key.`)
    }
    if (methods[method]?.type === 'oauth') return
    throw invalidField('method', `is no login by OAuth of ${id}`)
  }
  /** @throws AppError `conflict` while any session is at work, in whatever directory */
  const requireIdle = async () => {
    await events.connected()
    if (!events.projection.busy) return
    throw new AppError(
      'conflict',
      'A session is at work, and its run would end with this. Stop it or wait until it has ended, then try again.',
    )
  }
  /** Makes the engine use what it keeps now. */
  const reload = () =>
    ask(
      client().global.dispose(),
      'It is kept, but the engine did not take it up. Restart the engine.',
    )

  return {
    'providers.list': async ({ directory: given = projectDir, which }) => {
      const directory = await requireDirectory(given)
      const [list, config] = await Promise.all([
        which === 'connected' ? connectedIn(directory) : ask(provider().list({ directory })),
        ask(client().config.get({ directory })),
      ])
      return readProviders(list, config.model)
    },
    'providers.auth': async ({ directory = projectDir }) =>
      ask(provider().auth({ directory: await requireDirectory(directory) })),
    'providers.connect': async ({ id, key: given, inputs }) => {
      const key = readKey(given)
      await requireProvider(id)
      await requireIdle()
      const metadata = inputs && { metadata: inputs }
      await secretly([key, ...Object.values(inputs ?? {})], () =>
        ask(
          client().auth.set({ providerID: id, auth: { type: 'api', key, ...metadata } }),
          'The engine could not keep the key. Try again.',
        ),
      )
      await reload()
    },
    'providers.disconnect': async ({ id }) => {
      await requireProvider(id)
      await requireIdle()
      await ask(
        client().auth.remove({ providerID: id }),
        'The engine could not forget the key. Try again.',
      )
      await reload()
    },
    'providers.authorize': async ({ id, method, inputs }) => {
      await requireOauth(id, method)
      const begun = await secretly(Object.values(inputs ?? {}), () =>
        ask(
          provider().oauth.authorize({ providerID: id, directory: projectDir, method, inputs }),
          'The login could not begin. Check the network, and try again.',
        ),
      )
      return { url: begun.url, method: begun.method, instructions: begun.instructions }
    },
    'providers.callback': async ({ id, method, code }, { signal }) => {
      await requireOauth(id, method)
      await requireIdle()
      await secretly(code ? [code] : [], () =>
        ask(
          provider().oauth.callback(
            { providerID: id, directory: projectDir, method, code },
            { fetch: patientFetch, signal: timeLimit(LOGIN_LIMIT_MS, signal) },
          ),
          'The login was not finished. Begin it again.',
        ),
      )
      if (events.projection.busy) {
        throw new AppError(
          'conflict',
          'The login is kept, but a session began to work meanwhile. Once its run has ended, restart the engine, which then uses the login.',
        )
      }
      await reload()
    },
  } satisfies Partial<Handlers>
}

/**
 * Keeps secrets out of what is thrown: the engine may repeat in its answer what it was sent.
 * @throws AppError that holds none of them, and no cause
 */
async function secretly<T>(secrets: readonly string[], call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, details } = error
    const isSaid = secrets.some((secret) => secret !== '' && message.includes(secret))
    throw new AppError(code, isSaid ? 'The engine did not accept it. Check it.' : message, {
      details,
    })
  }
}
