import { expect, it } from 'vitest'
import { permission } from '../store/fixtures'
import { Store } from '../store/store'
import { callOf } from './asked-input'

const call = (callID: string, sessionID: string) => ({
  id: `prt_${callID}`,
  sessionID,
  messageID: 'msg_1',
  callID,
  type: 'tool' as const,
  tool: 'mail_send',
  state: { status: 'running' as const, input: { to: callID }, time: { start: 1 } },
})
const tool = (callID: string) => ({ tool: { messageID: 'msg_1', callID } })

it('what a call is given is found in what a session did last, also that of a sub-agent', () => {
  const store = new Store((run) => run())
  store.doings.note(call('c2', 'ses_child'))
  expect(callOf(store, permission('per_1', 'ses_child', tool('c2')))).toMatchObject({
    tool: 'mail_send',
    state: { input: { to: 'c2' } },
  })
  expect(callOf(store, permission('per_1', 'ses_child', tool('c1')))).toBeUndefined()
  expect(callOf(store, permission('per_1', 'ses_child', {}))).toBeUndefined()
})
