import { describe, expect, it } from 'vitest'
import { describeRunError, type RunError } from './run-error'

const said = (name: string, data: unknown) => describeRunError({ name, data } as RunError)

describe('the error of a run', () => {
  it('says what happened, then what to do', () => {
    expect(said('APIError', { message: 'Rate limit', statusCode: 429, isRetryable: true })).toBe(
      'The provider answered with an error (429). Rate limit. Send the message again in a moment.',
    )
    expect(said('ProviderAuthError', { providerID: 'p', message: 'Bad key.' })).toBe(
      'The provider refused the credentials. Bad key. Check its key, then send again.',
    )
  })

  it('names the disk when that is the cause', () => {
    const message = 'SqlError: Failed\n  [cause]: SQLiteError: database or disk is full'
    expect(said('UnknownError', { message })).toMatch(/its disk is full\. Make room/)
    // What others say of their own disks is theirs.
    expect(said('APIError', { message })).not.toContain('Make room')
  })

  it('says no places in the engine’s program', () => {
    const stack = '\n    at <anonymous> (/$bunfs/root/a.js:1:2)\n    at Server.listen (/b.js:3:4)'
    expect(said('UnknownError', { message: `Broken pipe${stack}` })).toBe(
      'The run failed. Broken pipe. Send the message again.',
    )
    const message = `ProviderNoProvidersError: No providers are available${stack}`
    expect(said('UnknownError', { message })).toBe(
      'No provider is connected, so there is no model to ask. Connect one, then send the message again.',
    )
  })

  it('has words for an error that is not known, or has no data', () => {
    expect(said('BrandNewError', { message: 'Odd' })).toBe(
      'The run failed. Odd. Send the message again.',
    )
    expect(said('UnknownError', undefined)).toBe(
      'The run failed. The engine gave no reason. Send the message again.',
    )
  })
})
