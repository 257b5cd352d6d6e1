import type { PermissionRequest, QuestionRequest } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import type { Activity } from './projection'
import type { SessionTree } from './session-tree'

/** Most sessions, and most asks, that are looked at one by one; beyond that the engine is believed. */
const LOOKED_AT = 64
/** Most generations of sub-agents. */
const GENERATIONS = 16

/**
 * Asks the engine what goes on in a directory, and learns whose sub-agents are busy. Its lists hold
 * what has long ended (opencode 1.18.33): sessions that were deleted while they were busy, and asks
 * of runs that were stopped. Such are left out.
 * @param signal ends the requests
 * @throws what a request throws, or an Error for one that is refused
 */
export async function readActivity(
  client: OpencodeClient,
  directory: string,
  tree: SessionTree,
  signal: AbortSignal,
): Promise<Activity> {
  const [statuses, permissions, questions] = await Promise.all([
    answered(client.session.status({ directory }, { signal })),
    answered(client.permission.list({ directory }, { signal })),
    answered(client.question.list({ directory }, { signal })),
  ])
  const busy = new Map(Object.entries(statuses).filter(([, { type }]) => type !== 'idle'))
  await forFirst([...busy.keys()], async (id) => {
    if (!(await noteAncestors(client, id, tree, signal))) busy.delete(id)
  })
  const pending = async <T extends PermissionRequest | QuestionRequest>(asks: T[]) => {
    const found = new Map(asks.filter((a) => busy.has(a.sessionID)).map((a) => [a.id, a]))
    await forFirst([...found.values()], async (request) => {
      if (!(await isWaitedFor(client, request, signal))) found.delete(request.id)
    })
    return found
  }
  return {
    statuses: busy,
    permissions: await pending(permissions),
    questions: await pending(questions),
  }
}

/** Learns the parents of a session. @returns whether the session is there */
async function noteAncestors(
  client: OpencodeClient,
  id: string,
  tree: SessionTree,
  signal: AbortSignal,
): Promise<boolean> {
  let at: string | undefined = id
  for (let generation = 0; at !== undefined && generation < GENERATIONS; generation += 1) {
    const session: { parentID?: string } | undefined = await answeredOrMissing(
      client.session.get({ sessionID: at }, { signal }),
    )
    if (!session) return at !== id
    tree.note({ id: at, parentID: session.parentID })
    at = session.parentID
  }
  return true
}

/** Whether the tool call that asks has not ended. */
async function isWaitedFor(
  client: OpencodeClient,
  { sessionID, tool }: PermissionRequest | QuestionRequest,
  signal: AbortSignal,
): Promise<boolean> {
  if (!tool) return true
  const { messageID, callID } = tool
  const message = await answeredOrMissing(
    client.session.message({ sessionID, messageID }, { signal }),
  )
  return (message?.parts ?? []).some(
    (part) =>
      part.type === 'tool' &&
      part.callID === callID &&
      (part.state.status === 'pending' || part.state.status === 'running'),
  )
}

interface Answer<T> {
  data?: T | undefined
  error?: unknown
  response?: Response | undefined
}

async function answered<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error } = await call
  if (data === undefined) throw asError(error)
  return data
}

/** The same, but undefined for what is not there. */
async function answeredOrMissing<T>(call: Promise<Answer<T>>): Promise<T | undefined> {
  const { data, error, response } = await call
  if (data === undefined && response?.status !== 404) throw asError(error)
  return data
}

const asError = (cause: unknown) =>
  cause instanceof Error ? cause : new Error('the engine refused to say', { cause })

const forFirst = async <T>(all: T[], look: (one: T) => Promise<void>) => {
  await Promise.all(all.slice(0, LOOKED_AT).map(look))
}
