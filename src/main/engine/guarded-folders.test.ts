import { expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import { guardedFetch } from './guarded-fetch'

const SESSIONS = [
  { id: 'ses_new', directory: '/theirs' },
  { id: 'ses_child', directory: '/ours' },
]
const OLD = { id: 'ses_old', directory: '/theirs/old' }

/** A client of an engine with these sessions; `/theirs` and what is below it is not to be loaded. */
function setUp() {
  const sent: string[] = []
  const theirs = ['/theirs']
  const call = guardedFetch(
    async (input, init) => {
      const { method, url } = new Request(input, init)
      const { pathname, searchParams } = new URL(url)
      sent.push(`${method} ${pathname}`)
      const isAll = Number(searchParams.get('limit')) > 100
      const body =
        pathname === '/experimental/session' ? [...SESSIONS, ...(isAll ? [OLD] : [])] : {}
      return Response.json(body)
    },
    (directory) => {
      if (theirs.some((it) => directory.startsWith(it)))
        throw new AppError('invalid_input', directory)
    },
  )
  const ask = (path: string, method = 'GET') => call(`http://127.0.0.1:1${path}`, { method })
  return { sent, ask, theirs }
}
const refused = (directory: string) => ({ code: 'invalid_input', message: directory })

it('a call that names a directory that is not to be loaded is not made', async () => {
  const { sent, ask } = setUp()
  await expect(ask('/config?directory=%2Ftheirs%2Fa%2525')).rejects.toMatchObject(
    refused('/theirs/a%25'),
  )
  expect(sent).toEqual([])
  await ask('/config?directory=%2Fours')
  expect(sent).toEqual(['GET /config'])
})

it.each([
  ['GET', '/session/ses_new'],
  ['GET', '/session/ses_new/message?directory=%2Fours'],
  ['POST', '/session/ses_new/abort'],
  ['DELETE', '/session/ses_new'],
  ['POST', '/api/session/ses_new/revert/clear'],
])(
  'nor one of a session whose own directory is one, whatever directory is named: %s %s',
  async (method, path) => {
    const { sent, ask } = setUp()
    await expect(ask(path, method)).rejects.toMatchObject(refused('/theirs'))
    expect(sent).toEqual(['GET /experimental/session'])
  },
)

it('the directory of a session is asked for once, also of one that is not among the newest', async () => {
  const { sent, ask } = setUp()
  await expect(ask('/session/ses_old')).rejects.toMatchObject(refused('/theirs/old'))
  expect(sent).toEqual(['GET /experimental/session', 'GET /experimental/session'])
  for (const _time of [1, 2]) await ask('/session/ses_child')
  expect(sent.slice(2)).toEqual(['GET /session/ses_child', 'GET /session/ses_child'])
  await ask('/session/ses_none')
  await ask('/session/status')
  expect(sent.slice(6)).toEqual(['GET /session/ses_none', 'GET /session/status'])
})

it('what was loaded before others wrote there is looked at and stopped, and nothing is begun', async () => {
  const { ask, theirs } = setUp()
  await ask('/config?directory=%2Fours')
  theirs.push('/ours')
  await ask('/session/ses_child')
  for (const path of ['/session/ses_child/abort', '/permission/per_a/reply?directory=%2Fours']) {
    await ask(path, 'POST')
  }
  for (const path of ['/session/ses_child/prompt_async', '/session?directory=%2Fours']) {
    await expect(ask(path, 'POST')).rejects.toMatchObject(refused('/ours'))
  }
  await ask('/global/dispose', 'POST')
  await expect(ask('/session/ses_child')).rejects.toMatchObject(refused('/ours'))
})
