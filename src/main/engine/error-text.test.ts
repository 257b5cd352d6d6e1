import { describe, expect, it } from 'vitest'
import { hideEverywhere, hideInErrors, hideInWords } from './error-text'

const WHOLE = 'https://ada:secret@models.example.org:8443/secret/v1?key=secret#secret'
const ORIGIN = 'https://models.example.org:8443'
const SHORT = `${ORIGIN}/…`

describe('of the words of an error', () => {
  it.each([
    [`Cannot connect to ${WHOLE}.`, `Cannot connect to ${SHORT}.`],
    [`Cannot connect to ${ORIGIN}/ (${ORIGIN}).`, `Cannot connect to ${ORIGIN} (${ORIGIN}).`],
    [`See "${WHOLE}", or <${WHOLE}>`, `See "${SHORT}", or <${SHORT}>`],
    ['See HTTPS://ada:secret@example.org/secret', 'See https://example.org/…'],
    ['http://[secret', '[hidden]'],
    [
      `"127.0.0.1:9/secret "x"/chat" cannot be parsed as a URL.`,
      '[hidden] cannot be parsed as a URL.',
    ],
    [
      '"http://127.0.0.1:99999/secret?key=secret/chat" cannot be parsed as a URL.',
      '[hidden] cannot be parsed as a URL.',
    ],
    ['Failed to parse URL from h//secret', 'Failed to parse URL from [hidden]'],
    [
      `SSE error: Header '14' has invalid value: 'Bearer “sk-'secret”\nsecret'`,
      `SSE error: Header '14' has invalid value: [hidden]`,
    ],
    [
      'Headers.set: "Bearer “secret”" is an invalid header value.',
      'Headers.set: [hidden] is an invalid header value.',
    ],
  ])('no login and no key is left: %j', (words, expected) => {
    expect(hideInWords(words)).toBe(expected)
    expect(hideInWords(words)).not.toContain('secret')
  })

  it.each(['', 'The key is wrong.', 'cannot be parsed as a URL', 'http is no address: //', `"a"`])(
    'the rest stays: %j',
    (words) => {
      expect(hideInWords(words)).toBe(words)
    },
  )
})

const event = (properties: object) => ({ directory: '/a', payload: { type: 'x', properties } })
const part = (error: object) => ({ type: 'retry', attempt: 1, error })
const message = (error: object) => ({
  info: { role: 'assistant', error },
  parts: [{ type: 'text', text: WHOLE }, part(error)],
})

describe.each([
  ['APIError', (url: string) => ({ message: `No: ${url}`, metadata: { url } })],
  ['UnknownError', (url: string) => ({ message: `No: ${url}` })],
  ['ProviderAuthError', (url: string) => ({ providerID: 'p', message: `No: ${url}` })],
])('an %s', (name, data) => {
  const error = (url: string) => ({ name, data: data(url) })
  it.each([
    ['an error’s event', (url: string) => event({ sessionID: 'ses_a', error: error(url) })],
    ['a message’s event', (url: string) => event({ info: message(error(url)).info })],
    ['a part’s event', (url: string) => event({ part: part(error(url)) })],
    ['a retry’s event', (url: string) => event({ status: { type: 'retry', message: url } })],
    ['a message', (url: string) => message(error(url))],
    ['several', (url: string) => [message(error(url)), message({}), message(error(url))]],
  ])('of an address tells nothing but its origin in %s', (_what, make) => {
    const text = JSON.stringify(make(WHOLE))
    const clean = JSON.stringify(make('@'))
      .replaceAll('"url":"@"', `"url":"${ORIGIN}"`)
      .replaceAll('@"', `${SHORT}"`)
    expect(hideInErrors(text)).toBe(clean)
    const value = JSON.parse(text)
    expect(hideInErrors(text, value)).toBe(clean)
    expect(value).toEqual(JSON.parse(clean))
  })
})

it('a tool’s error tells the address that the agent named, and nothing that is no header', () => {
  const make = (error: string) =>
    event({ part: { type: 'tool', state: { status: 'error', error } } })
  const text = JSON.stringify(make(`No: ${WHOLE}. Header '1' has invalid value: 'secret'`))
  expect(hideInErrors(text)).toBe(
    JSON.stringify(make(`No: ${WHOLE}. Header '1' has invalid value: [hidden]`)),
  )
})

it('of an address that is none nothing is left', () => {
  const make = (url: string) => message({ name: 'APIError', data: { metadata: { url } } })
  expect(hideInErrors(JSON.stringify(make('https//ada:secret@x')))).toBe(
    JSON.stringify(make('[hidden]')),
  )
})

it.each([
  // What a person is asked for has to be shown as it is.
  event({ permission: 'webfetch', metadata: { url: WHOLE } }),
  { parts: [{ type: 'text', text: JSON.stringify({ error: { data: { message: WHOLE } } }) }] },
  { parts: [{ type: 'tool', state: { status: 'error', error: `No: ${WHOLE}` } }] },
  { error: { name: 'APIError', data: { message: 'No', responseBody: WHOLE } } },
  ['"error":{', null, 1],
])('anything else stays as it is: %j', (value) => {
  const text = ` ${JSON.stringify(value)} `
  expect(hideInErrors(text)).toBe(text)
})

it('it is hidden in each text of an answer that is an error’s, be it JSON or not', () => {
  const of = (url: string) => JSON.stringify({ hdr: { status: 'failed', error: `No: ${url}` } })
  expect(hideEverywhere(of(WHOLE))).toBe(of(SHORT))
  expect(hideEverywhere(`No: ${WHOLE}`)).toBe(`No: ${SHORT}`)
  for (const text of ['', 'null', '[]', ' {"a": 1} ', of('x')]) {
    expect(hideEverywhere(text)).toBe(text)
  }
})
