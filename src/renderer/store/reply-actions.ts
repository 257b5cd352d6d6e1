import { AppError } from '../../shared/errors'
import type { OperationInput } from '../../shared/operations'
import type { Client } from '../client/client'
import type { Ask } from './asks'
import { messageOf } from './message-of'
import { answersOf, firstUnanswered } from './replies'
import type { Store } from './store'

/** How a permission is given, or not. */
export type PermissionReply = 'once' | 'always' | 'reject'

/** How a person replies to what the agent waits for. None of these rejects. */
export interface ReplyActions {
  /** Allows or rejects, with the reason that was written; the agent reads it. */
  permit(requestID: string, reply: PermissionReply): Promise<void>
  /** Sends the answers that were chosen and written; nothing while one is missing. */
  answer(ask: Extract<Ask, { kind: 'question' }>): Promise<void>
  /** Leaves the questions without an answer. */
  decline(requestID: string): Promise<void>
}

type Sendable = 'permissions.reply' | 'questions.reply' | 'questions.reject'

/** Builds these actions over a client and a store. */
export function createReplyActions(client: Client, store: Store): ReplyActions {
  const send = async <N extends Sendable>(name: N, id: string, input: OperationInput<N>) => {
    if (store.replies.get(id).isSending || !store.asks.has(id)) return
    const { openID } = store
    store.write(() => {
      store.replies.change(id, { isSending: true })
      store.notices.clear(openID)
    })
    try {
      await client.call(name, input)
      store.write(() => store.asks.remove(id))
    } catch (error) {
      store.write(() => {
        store.replies.change(id, { isSending: false })
        // Somebody else was faster, or its run ended: then nobody waits for this any more.
        if (error instanceof AppError && error.code === 'not_found') store.asks.remove(id)
        else store.notices.add('action', `Your answer was not sent. ${messageOf(error)}`, openID)
      })
    }
  }

  return {
    permit(id, reply) {
      const message = reply === 'reject' ? store.replies.get(id).reason?.trim() : undefined
      return send('permissions.reply', id, message ? { id, reply, message } : { id, reply })
    },
    async answer({ request: { id, questions } }) {
      const answers = answersOf(questions, store.replies.get(id).answers)
      if (firstUnanswered(answers) < 0) await send('questions.reply', id, { id, answers })
    },
    decline: (id) => send('questions.reject', id, { id }),
  }
}
