import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Fixture, startFixture } from './fixture'

let fixture: Fixture
beforeEach(async () => {
  fixture = await startFixture({ version: '1.2.3' })
})
afterEach(() => fixture.server.close())

describe('GET /api/openapi.json', () => {
  it('answers with the document, the same one each time', async () => {
    const answer = await fixture.ask('/api/openapi.json')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.json).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } })
    expect((await fixture.ask('/api/openapi.json')).text).toBe(answer.text)
  })

  it('wants a token like everything else, and no other verb', async () => {
    const answer = await fixture.ask('/api/openapi.json', { headers: { authorization: undefined } })
    expect(answer.status).toBe(401)
    expect((await fixture.ask('/api/openapi.json', { method: 'POST' })).status).toBe(405)
  })

  it('is made by code that is loaded only when it is asked for', () => {
    const source = readFileSync(join(import.meta.dirname, 'openapi-route.ts'), 'utf8')
    expect(source.match(/from '\.\/.*'/g)).toBeNull()
    const server = readFileSync(join(import.meta.dirname, 'server.ts'), 'utf8')
    expect(server.match(/from '\.\/openapi.*'/g)).toEqual(["from './openapi-route'"])
  })
})
