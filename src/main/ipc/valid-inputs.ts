import type { OperationInput, OperationName } from '../../shared/operations'

const ses = 'ses_0123456789abcdefABCDEF'
const msg = 'msg_0123456789abcdefABCDEF'
const per = 'per_0123456789abcdefABCDEF'
const que = 'que_0123456789abcdefABCDEF'
const model = { providerID: 'demo', modelID: 'default' }
const words = { value: '@a', start: 0, end: 2 }
const file = {
  type: 'file' as const,
  mime: 'text/plain',
  url: 'file:///p/a',
  filename: 'a',
  source: { type: 'file' as const, path: 'a', text: words },
}
const directory = '/p'

/** For the tests of the door: an input of each operation that has every key it may have. */
export const VALID_INPUTS: { [N in OperationName]: OperationInput<N> } = {
  'engine.status': {},
  'engine.start': {},
  'engine.stop': {},
  'engine.restart': {},
  'engine.demo': { on: true },
  'sessions.list': { directory, search: 'a', limit: 5 },
  'sessions.create': { directory, title: 'a', parentID: ses },
  'sessions.get': { id: ses },
  'sessions.delete': { id: ses },
  'sessions.messages': { id: ses, limit: 5, before: msg },
  'sessions.prompt': {
    id: ses,
    parts: [{ type: 'text', text: 'a' }, file, { type: 'agent', name: 'a', source: words }],
    model,
    agent: 'a',
    variant: 'a',
    messageID: msg,
  },
  'sessions.abort': { id: ses },
  'sessions.processes': { id: ses },
  'sessions.endProcesses': { id: ses, pids: [2] },
  'sessions.status': { id: ses },
  'sessions.children': { id: ses },
  'sessions.update': { id: ses, title: 'a', archived: true },
  'sessions.todo': { id: ses },
  'sessions.diff': { id: ses, messageID: msg },
  'sessions.fork': { id: ses, messageID: msg },
  'sessions.revert': { id: ses, messageID: msg },
  'sessions.unrevert': { id: ses },
  'sessions.summarize': { id: ses, model },
  'sessions.command': {
    id: ses,
    command: 'a',
    arguments: 'a',
    model,
    agent: 'a',
    variant: 'a',
    parts: [file],
    messageID: msg,
  },
  'sessions.shell': { id: ses, command: 'a', model, agent: 'a', messageID: msg },
  'sessions.share': { id: ses },
  'sessions.unshare': { id: ses },
  'permissions.list': { sessionID: ses },
  'permissions.reply': { id: per, reply: 'reject', message: 'a' },
  'questions.list': { sessionID: ses },
  'questions.reply': { id: que, answers: [['a']] },
  'questions.reject': { id: que },
  'providers.list': { directory, which: 'connected' },
  'providers.auth': { directory },
  'providers.connect': { id: 'demo', key: 'a', inputs: { a: 'a' } },
  'providers.disconnect': { id: 'demo' },
  'providers.authorize': { id: 'demo', method: 0, inputs: { a: 'a' } },
  'providers.callback': { id: 'demo', method: 0, code: 'a' },
  'agents.list': { directory },
  'commands.list': { directory },
  'projects.list': {},
  'projects.recent': {},
  'projects.use': { directory },
  'projects.forget': { directory },
  'projects.choose': {},
  'files.search': { query: 'a', directory, type: 'file', limit: 5 },
  'files.read': { path: 'a', directory },
  'mcp.status': { directory },
  'browser.link': {},
  'browser.open': {},
  'browser.list': {},
  'browser.remove': { id: 'brw_0a' },
  'desktop.theme': { theme: 'dark' },
}
