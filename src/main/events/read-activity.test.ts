import { beforeEach, describe, expect, it } from 'vitest'
import type { OpencodeClient } from '../engine/connection'
import { readActivity } from './read-activity'
import { SessionTree } from './session-tree'

const NOT_FOUND = { error: { name: 'NotFoundError' }, response: new Response('', { status: 404 }) }
const BROKEN = { error: { name: 'UnknownError' }, response: new Response('', { status: 500 }) }

let tree: SessionTree
/** What the engine has: sessions by id, the tool calls of each message, and its lists. */
let sessions: Record<string, { parentID?: string }>
let calls: Record<string, { callID: string; status: string }[]>
let lists: { statuses: object; permissions: object[]; questions: object[] }
/** What was asked, in order. */
let asked: string[]
let broken: string | undefined

const answer = (what: string, data: unknown) => {
  asked.push(what)
  if (what === broken) return Promise.resolve(BROKEN)
  return Promise.resolve(data === undefined ? NOT_FOUND : { data })
}
const client = {
  session: {
    status: ({ directory }: { directory: string }) =>
      answer(`statuses ${directory}`, lists.statuses),
    get: ({ sessionID }: { sessionID: string }) => answer(sessionID, sessions[sessionID]),
    message: ({ messageID }: { messageID: string }) =>
      answer(
        messageID,
        calls[messageID] && {
          parts: calls[messageID].map(({ callID, status }) => ({
            type: 'tool',
            callID,
            state: { status },
          })),
        },
      ),
  },
  permission: {
    list: ({ directory }: { directory: string }) =>
      answer(`permissions ${directory}`, lists.permissions),
  },
  question: {
    list: ({ directory }: { directory: string }) =>
      answer(`questions ${directory}`, lists.questions),
  },
} as unknown as OpencodeClient

const BUSY = { type: 'busy' }
const ask = (id: string, sessionID: string, callID?: string) => ({
  id,
  sessionID,
  ...(callID && { tool: { messageID: `msg_${sessionID}`, callID } }),
})
const read = () => readActivity(client, '/project', tree, new AbortController().signal)
const idsRead = async () => {
  const { statuses, permissions, questions } = await read()
  return [statuses, permissions, questions].map((all) => [...all.keys()])
}

beforeEach(() => {
  tree = new SessionTree()
  sessions = {}
  calls = {}
  lists = { statuses: {}, permissions: [], questions: [] }
  asked = []
  broken = undefined
})

it('asks for the lists of the directory, and for no more when nothing goes on', async () => {
  expect(await idsRead()).toEqual([[], [], []])
  expect(asked).toEqual(['statuses /project', 'permissions /project', 'questions /project'])
})

it('tells what is busy and what is asked', async () => {
  sessions = { ses_1: {} }
  calls = {
    msg_ses_1: [
      { callID: 'call_1', status: 'running' },
      { callID: 'call_2', status: 'pending' },
    ],
  }
  lists = {
    statuses: { ses_1: BUSY },
    permissions: [ask('per_1', 'ses_1', 'call_1'), ask('per_2', 'ses_1')],
    questions: [ask('que_1', 'ses_1', 'call_2')],
  }
  expect(await idsRead()).toEqual([['ses_1'], ['per_1', 'per_2'], ['que_1']])
})

describe('what the engine lists though it has ended', () => {
  it('is the status of a deleted session, and what that asked', async () => {
    lists.statuses = { ses_gone: BUSY }
    lists.permissions = [ask('per_1', 'ses_gone')]
    expect(await idsRead()).toEqual([[], [], []])
  })

  it('is what an idle session asked', async () => {
    sessions = { ses_1: {} }
    lists.questions = [ask('que_1', 'ses_1', 'call_1')]
    expect(await idsRead()).toEqual([[], [], []])
  })

  it.each([
    ['has ended', [{ callID: 'call_1', status: 'error' }]],
    ['is not there', [{ callID: 'call_2', status: 'running' }]],
    ['was deleted with its message', undefined],
  ])('is what a tool call asked that %s, of a session that is busy again', async (_why, parts) => {
    sessions = { ses_1: {} }
    if (parts) calls = { msg_ses_1: parts }
    lists.statuses = { ses_1: BUSY }
    lists.permissions = [ask('per_1', 'ses_1', 'call_1')]
    expect(await idsRead()).toEqual([['ses_1'], [], []])
  })
})

describe('the ancestors of what is busy', () => {
  it('are learnt, all the way up', async () => {
    sessions = { ses_c: { parentID: 'ses_b' }, ses_b: { parentID: 'ses_a' }, ses_a: {} }
    lists.statuses = { ses_c: BUSY }
    await read()
    expect(tree.isWithin('ses_c', 'ses_a')).toBe(true)
  })

  it('are learnt as far as they are there', async () => {
    sessions = { ses_c: { parentID: 'ses_b' } }
    lists.statuses = { ses_c: BUSY }
    expect(await idsRead()).toEqual([['ses_c'], [], []])
    expect(tree.isWithin('ses_c', 'ses_b')).toBe(true)
  })

  it('are asked for within bounds', async () => {
    sessions = { ses_a: { parentID: 'ses_b' }, ses_b: { parentID: 'ses_a' } }
    lists.statuses = { ses_a: BUSY }
    await read()
    expect(asked.slice(3)).toHaveLength(16)
    asked = []
    const many = Array.from({ length: 100 }, (_, n) => `ses_${n}`)
    sessions = Object.fromEntries(many.map((id) => [id, {}]))
    lists.statuses = Object.fromEntries(many.map((id) => [id, BUSY]))
    expect((await idsRead())[0]).toHaveLength(100)
    expect(asked.slice(3)).toHaveLength(64)
  })
})

it.each(['statuses /project', 'permissions /project', 'questions /project', 'ses_1', 'msg_ses_1'])(
  'fails when the engine does not tell %s',
  async (what) => {
    sessions = { ses_1: {} }
    calls = { msg_ses_1: [{ callID: 'call_1', status: 'running' }] }
    lists.statuses = { ses_1: BUSY }
    lists.permissions = [ask('per_1', 'ses_1', 'call_1')]
    broken = what
    await expect(read()).rejects.toThrow('the engine refused to say')
  },
)
