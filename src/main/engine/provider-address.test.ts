import { expect, it } from 'vitest'
import { hideAddresses } from './provider-address'

const WHOLE = 'https://ada:secret@models.example.org:8443/secret/v1?key=secret#secret'
const error = (url: unknown) => ({ name: 'APIError', data: { message: 'No', metadata: { url } } })
const part = (url: unknown) => ({ type: 'retry', attempt: 1, error: error(url) })
const message = (url: unknown) => ({
  info: { role: 'assistant', error: error(url) },
  parts: [{ type: 'text', text: WHOLE }, part(url)],
})
const event = (properties: object) => ({ directory: '/a', payload: { type: 'x', properties } })

it.each([
  ['an error’s event', (url: unknown) => event({ sessionID: 'ses_a', error: error(url) })],
  ['a message’s event', (url: unknown) => event({ info: message(url).info })],
  ['a part’s event', (url: unknown) => event({ part: part(url) })],
  ['a message', message],
  ['several', (url: unknown) => [message(url), message(undefined), message(url)]],
])('of an address nothing but its origin is left in %s', (_what, make) => {
  const text = JSON.stringify(make(WHOLE))
  const clean = JSON.stringify(make('https://models.example.org:8443'))
  expect(hideAddresses(text)).toBe(clean)
  const value = JSON.parse(text)
  expect(hideAddresses(text, value)).toBe(clean)
  expect(value).toEqual(JSON.parse(clean))
})

it('of an address that is none nothing is left', () => {
  expect(hideAddresses(JSON.stringify(message('https//ada:secret@x')))).toBe(
    JSON.stringify(message('')),
  )
})

it.each([
  // What a person is asked for has to be shown as it is.
  event({ permission: 'webfetch', metadata: { url: WHOLE } }),
  { parts: [{ type: 'text', text: JSON.stringify(error(WHOLE)) }] },
  { error: { name: 'UnknownError', data: { message: 'of "APIError"' } } },
  { error: { name: 'APIError', data: { message: WHOLE } } },
  ['"APIError"', null, 1],
])('anything else stays as it is: %j', (value) => {
  const text = ` ${JSON.stringify(value)} `
  expect(hideAddresses(text)).toBe(text)
})
