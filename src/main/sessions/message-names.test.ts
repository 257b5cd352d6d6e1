import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import type { OpencodeClient } from '../engine/connection'
import { ID } from './handlers-fixture'
import { MessageNames } from './message-names'

const MINE = 'msg_fff000000001AAAAAAAAAAAAAA'

/** An engine with messages of these ids in the session. */
const engineWith = (...ids: string[]) =>
  ({
    session: {
      message: async ({ messageID }: { messageID: string }) =>
        ids.includes(messageID)
          ? { data: { info: { id: messageID } }, response: new Response('{}') }
          : { error: {}, response: new Response('{}', { status: 404 }) },
    },
  }) as unknown as OpencodeClient
const nothing = async () => undefined
const CONFLICT = { code: 'conflict' }

describe('the name of a message', () => {
  it('is made when nobody chose one, and nothing is asked for that', async () => {
    const said: string[] = []
    const say = async (messageID: string) => said.push(messageID)
    const nobody = {} as OpencodeClient
    const { messageID } = await new MessageNames().use(nobody, ID, undefined, say)
    expect(said).toEqual([messageID])
  })

  it('is used once, also when two are said at the same time', async () => {
    const names = new MessageNames()
    const use = (sessionID: string) => names.use(engineWith(), sessionID, MINE, nothing)
    const outcomes = await Promise.allSettled([use(ID), use(ID), use('ses_2')])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    await expect(use('ses_2')).rejects.toMatchObject(CONFLICT)
  })

  it('is not that of a message that is there', async () => {
    const said: string[] = []
    const use = new MessageNames().use(engineWith(MINE), ID, MINE, async (id) => said.push(id))
    await expect(use).rejects.toMatchObject(CONFLICT)
    expect(said).toEqual([])
  })

  it('can be used again when nothing was said under it', async () => {
    const names = new MessageNames()
    const failing = async () => {
      throw new AppError('engine_unavailable', 'It is gone.')
    }
    const failed = names.use(engineWith(), ID, MINE, failing)
    await expect(failed).rejects.toMatchObject({ code: 'engine_unavailable' })
    const said = await names.use(engineWith(), ID, MINE, nothing)
    expect(said).toEqual({ messageID: MINE })
  })
})
