import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import type { OpencodeClient } from '../engine/connection'
import { MessageIds } from '../events/message-ids'
import { envelope } from '../testing/envelopes'
import { ID } from './handlers-fixture'
import { MessageNames } from './message-names'

const MINE = 'msg_fff000000001AAAAAAAAAAAAAA'

const OTHER = 'ses_2'

/** An engine with messages of these ids in a session. */
const engineWith = (messages: Record<string, string[]> = {}) =>
  ({
    session: {
      message: async ({ sessionID, messageID }: { sessionID: string; messageID: string }) =>
        messages[sessionID]?.includes(messageID)
          ? { data: { info: { id: messageID } }, response: new Response('{}') }
          : { error: {}, response: new Response('{}', { status: 404 }) },
    },
  }) as unknown as OpencodeClient
const nothing = async () => undefined

/** A message that the engine has not taken yet, which it may. */
const ON_ITS_WAY = { code: 'conflict', details: { stored: 'unknown' } }
const IN_ANOTHER = { code: 'conflict', details: { stored: false } }

let ids: MessageIds
let names: MessageNames
beforeEach(() => {
  ids = new MessageIds()
  names = new MessageNames(ids)
})
const use = (sessionID: string, engine = engineWith()) =>
  names.use(engine, sessionID, MINE, nothing)
const told = (id: string, sessionID: string) =>
  ids.apply(envelope('message.updated', { sessionID, info: { id, sessionID } }))
const failed = (sessionID: string) =>
  ids.apply(envelope('session.error', { sessionID, error: { name: 'UnknownError' } }))

describe('the name of a message', () => {
  it('is made when nobody chose one, and nothing is asked for that', async () => {
    const said: string[] = []
    const say = async (messageID: string) => said.push(messageID)
    const nobody = {} as OpencodeClient
    const { messageID } = await names.use(nobody, ID, undefined, say)
    expect(said).toEqual([messageID])
  })

  it('is used once, also when two are said at the same time', async () => {
    const [first, again, elsewhere] = await Promise.allSettled([use(ID), use(ID), use(OTHER)])
    expect(first).toMatchObject({ status: 'fulfilled' })
    expect(again).toMatchObject({ reason: ON_ITS_WAY })
    expect(elsewhere).toMatchObject({ reason: IN_ANOTHER })
    await expect(use(ID)).rejects.toMatchObject(ON_ITS_WAY)
    await expect(use(OTHER)).rejects.toMatchObject(IN_ANOTHER)
  })

  it('is not that of a message that is there', async () => {
    const said: string[] = []
    const engine = engineWith({ [ID]: [MINE] })
    const again = names.use(engine, ID, MINE, async (id) => said.push(id))
    await expect(again).rejects.toMatchObject({ code: 'conflict', details: { stored: true } })
    expect(said).toEqual([])
  })

  it('is not that of a message in another session, whoever named that', async () => {
    const { messageID: made } = await names.use(engineWith(), OTHER, undefined, nothing)
    told(MINE, OTHER)
    const engine = engineWith({ [OTHER]: [MINE, made] })
    const said: string[] = []
    const say = async (id: string) => said.push(id)
    for (const id of [made, MINE]) {
      await expect(names.use(engine, ID, id, say)).rejects.toMatchObject(IN_ANOTHER)
    }
    told(made, OTHER)
    await expect(names.use(engine, ID, made, say)).rejects.toMatchObject(IN_ANOTHER)
    expect(said).toEqual([])
  })

  it('can be used again when its message is gone, with its session', async () => {
    told(MINE, OTHER)
    expect(await use(ID)).toEqual({ messageID: MINE })
  })

  it('can be used again when nothing was said under it', async () => {
    const failing = async () => {
      throw new AppError('engine_unavailable', 'It is gone.')
    }
    const unsaid = names.use(engineWith(), ID, MINE, failing)
    await expect(unsaid).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(await use(ID)).toEqual({ messageID: MINE })
  })

  it('can be used again when the engine took what was said, and refused it on the stream', async () => {
    await use(ID)
    failed(OTHER)
    await expect(use(ID)).rejects.toMatchObject(ON_ITS_WAY)
    failed(ID)
    expect(await use(ID)).toEqual({ messageID: MINE })
  })

  it('can be used again when the refusal comes before the answer', async () => {
    await names.use(engineWith(), ID, MINE, async () => failed(ID))
    expect(await use(ID)).toEqual({ messageID: MINE })
  })

  it('cannot be used again when its run failed', async () => {
    await use(ID)
    told(MINE, ID)
    failed(ID)
    const again = use(ID, engineWith({ [ID]: [MINE] }))
    await expect(again).rejects.toMatchObject({ details: { stored: true } })
  })
})
