import { beforeEach, expect, it } from 'vitest'
import type { OpencodeClient } from '../engine/connection'
import { Hub } from '../events/hub'
import { NewestMessages } from '../events/newest-messages'
import { publication } from '../testing/envelopes'
import { quiet } from '../testing/fake-clock'
import { recordLog } from '../testing/log'
import { type BackdatedRuns, stopBackdatedRuns } from './backdated-runs'
import { ID, stored } from './handlers-fixture'

const NOW = 1_000_000
let stopped: unknown[]
let hub: Hub
let log: ReturnType<typeof recordLog>
let isDown: boolean
let runs: BackdatedRuns
beforeEach(() => {
  stopped = []
  isDown = false
  log = recordLog()
  hub = new Hub({ log })
  const newestMessages = new NewestMessages()
  newestMessages.note(ID, [stored('msg_0', NOW)])
  const abort = async (input: unknown) => {
    stopped.push(input)
    return { data: true, response: new Response('{}', { status: isDown ? 500 : 200 }) }
  }
  const client = { session: { abort } } as unknown as OpencodeClient
  runs = stopBackdatedRuns({ hub, newestMessages, getClient: () => client, log })
})

const says = (id: string, created: number, more: object = {}, sessionID = ID) => {
  const { completed, ...rest } = { completed: undefined, ...more }
  const info = { id, sessionID, role: 'assistant', time: { created, completed }, ...rest }
  hub.publish([publication('message.updated', { sessionID, ...{ info } })])
}

it('stops a run once its answer is finished that is dated before what was there', async () => {
  says('msg_1', NOW - 10_000)
  expect(stopped).toEqual([])
  expect(runs.has('msg_1')).toBe(false)
  says('msg_1', NOW - 10_000, { completed: NOW - 9_000 })
  says('msg_1', NOW - 10_000, { completed: NOW - 9_000 })
  await quiet()
  expect(stopped).toEqual([{ sessionID: ID }])
  expect(runs.has('msg_1')).toBe(true)
  expect(log.lines).toEqual([
    `warn: A run in ${ID} was stopped: the clock is behind the messages there.`,
  ])
})

it('leaves alone what is dated later, or by a moment before', async () => {
  for (const created of [NOW - 2_000, NOW, NOW + 10_000]) {
    says(`msg_${created}`, created)
    says(`msg_${created}`, created, { completed: NOW })
  }
  await quiet()
  expect(stopped).toEqual([])
})

it('leaves alone an old answer that is changed, a message of a person, and another session', async () => {
  says('msg_1', NOW - 10_000, { completed: NOW - 9_000 })
  says('msg_2', NOW - 10_000, { role: 'user' })
  says('msg_3', NOW - 10_000, {}, 'ses_unknown')
  says('msg_3', NOW - 10_000, { completed: NOW }, 'ses_unknown')
  runs.close()
  says('msg_4', NOW - 10_000)
  says('msg_4', NOW - 10_000, { completed: NOW })
  await quiet()
  expect(stopped).toEqual([])
  expect(runs.has('msg_1')).toBe(false)
})

it('says when it could not', async () => {
  isDown = true
  says('msg_1', NOW - 10_000)
  says('msg_1', NOW - 10_000, { completed: NOW - 9_000 })
  await quiet()
  expect(log.lines.at(-1)).toContain('could not be stopped')
})
