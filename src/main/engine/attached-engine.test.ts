import { describe, expect, it } from 'vitest'
import { attachedEngine } from './attach'

describe('the engine that the environment names', () => {
  it('is none unless there is an address', () => {
    expect(attachedEngine({})).toBeUndefined()
    expect(attachedEngine({ WHEELHOUSE_ENGINE_URL: '' })).toBeUndefined()
    expect(attachedEngine({ WHEELHOUSE_ENGINE_PASSWORD: 'secret' })).toBeUndefined()
  })

  it.each(['http://127.0.0.1:4096', 'https://engine.example', 'http://[::1]:4096/'])(
    'may be at %s, with a password or without',
    (url) => {
      const env = { WHEELHOUSE_ENGINE_URL: url }
      expect(attachedEngine(env)).toEqual({ url, password: '' })
      expect(attachedEngine({ ...env, WHEELHOUSE_ENGINE_PASSWORD: 'secret' })).toEqual({
        url,
        password: 'secret',
      })
    },
  )

  it('lets in another user than its own default where that is said', () => {
    const env = { WHEELHOUSE_ENGINE_URL: 'http://127.0.0.1:4096' }
    expect(attachedEngine({ ...env, WHEELHOUSE_ENGINE_USERNAME: 'bob builder' })).toMatchObject({
      username: 'bob builder',
    })
    expect(attachedEngine({ ...env, WHEELHOUSE_ENGINE_USERNAME: '' })).not.toHaveProperty(
      'username',
    )
    for (const name of ['bob:secret', 'bob\n', '\0', 'b\u0085b']) {
      expect(() => attachedEngine({ ...env, WHEELHOUSE_ENGINE_USERNAME: name })).toThrow(
        expect.objectContaining({
          code: 'invalid_input',
          message: expect.not.stringContaining('secret'),
        }),
      )
    }
  })

  it.each([
    'http://opencode:secret@127.0.0.1:4096',
    'http://:secret@127.0.0.1:4096',
    'http://opencode@127.0.0.1:4096',
    'file:///etc/passwd',
    'ws://127.0.0.1:4096',
    'javascript:alert(1)',
    '127.0.0.1:4096',
    'localhost:4096',
    'somewhere',
  ])('is refused at %s', (url) => {
    expect(() => attachedEngine({ WHEELHOUSE_ENGINE_URL: url })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        // What was given is not repeated: it may hold a secret.
        message: expect.not.stringContaining('secret'),
      }),
    )
  })

  it.each([
    'http://127.0.0.1:4096/oc/',
    'https://engine.example/oc',
    'http://127.0.0.1:4096//',
    'http://127.0.0.1:4096/?secret=1',
    'http://127.0.0.1:4096/#secret',
  ])('is refused at %s, behind which nothing of it would be asked', (url) => {
    expect(() => attachedEngine({ WHEELHOUSE_ENGINE_URL: url })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(/^(?!.*secret).*has a path.*root of an address/),
      }),
    )
  })
})
