import { AppError, invalidField } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import type { Events } from '../events/events'
import { ask } from './engine-answer'
import type { HandlersOptions } from './handlers'

/** How long the stream may take to show what the engine has taken already, in ms. */
const SHOWN_WAIT_MS = 5_000

/** What every ask has. */
interface Asking {
  id: string
  sessionID: string
}

/**
 * What the agent waits for. It is read from the projection: the engine lists what has long ended
 * too (opencode 1.18).
 */
export function createAskHandlers({ engine, events }: HandlersOptions) {
  const { tree, projection } = events
  const asked = async () => {
    // Refuses at once while the engine does not run.
    engine.getClient()
    await events.connected()
    return projection.snapshot()
  }
  const within = (sessionID: string | undefined) => (asking: Asking) =>
    sessionID === undefined || tree.isWithin(asking.sessionID, sessionID)

  /**
   * Sends an answer to where it is waited for.
   * @throws AppError `not_found` when somebody else was faster
   */
  const answer = async (
    asking: Asking,
    send: (options: { requestID: string; directory: string }) => Promise<unknown>,
  ) => {
    const { id, sessionID } = asking
    try {
      // The engine looks in the instance of one directory only (opencode 1.18).
      const { directory } = await ask(engine.getClient().session.get({ sessionID }))
      await send({ requestID: id, directory })
    } catch (error) {
      throw error instanceof AppError && error.code === 'not_found' ? gone(id, error) : error
    }
    await untilShown(events, () => !isPending(id))
  }
  const isPending = (id: string) => {
    const { permissions, questions } = projection.snapshot()
    return [...permissions, ...questions].some((asking) => asking.id === id)
  }
  const requirePermission = async (id: string) => required(id, (await asked()).permissions)
  const requireQuestion = async (id: string) => required(id, (await asked()).questions)

  return {
    'permissions.list': async ({ sessionID }) =>
      (await asked()).permissions.filter(within(sessionID)),
    'permissions.reply': async ({ id, ...reply }) =>
      answer(await requirePermission(id), (options) =>
        ask(
          engine.getClient().permission.reply({ ...options, ...reply }),
          'The engine could not take the answer. Try again.',
        ),
      ),
    'questions.list': async ({ sessionID }) => (await asked()).questions.filter(within(sessionID)),
    'questions.reply': async ({ id, answers }) => {
      const asking = await requireQuestion(id)
      const count = asking.questions.length
      if (answers.length !== count) {
        const what = count === 1 ? 'answer' : 'answers'
        throw invalidField('answers', `must hold ${count} ${what}, one for each question`)
      }
      await answer(asking, (options) =>
        ask(
          engine.getClient().question.reply({ ...options, answers }),
          'The engine could not take the answers. Try again.',
        ),
      )
    },
    'questions.reject': async ({ id }) =>
      answer(await requireQuestion(id), (options) =>
        ask(
          engine.getClient().question.reject(options),
          'The engine could not take the refusal. Try again.',
        ),
      ),
  } satisfies Partial<Handlers>
}

function required<T extends Asking>(id: string, pending: readonly T[]): T {
  const found = pending.find((asking) => asking.id === id)
  if (!found) throw gone(id)
  return found
}

const gone = (id: string, cause?: unknown) =>
  new AppError('not_found', `Nothing waits for ${id}: it was answered already, or its run ended.`, {
    cause,
  })

/** Waits until the stream has shown it, so that who asks next is not told what was true before. */
async function untilShown({ hub }: Events, isShown: () => boolean): Promise<void> {
  if (isShown()) return
  let timer: NodeJS.Timeout | undefined
  let onShown: () => void = () => undefined
  const shown = new Promise<void>((resolve) => {
    onShown = resolve
    // The engine has taken it all the same.
    timer = setTimeout(resolve, SHOWN_WAIT_MS)
  })
  const look = () => {
    if (isShown()) onShown()
    return true
  }
  const cursor = hub.subscribe({ batch: look, resync: look })
  try {
    await shown
  } finally {
    clearTimeout(timer)
    cursor.close()
  }
}
