import { describe, expect, it } from 'vitest'
import { type AuthMethod, firstInputs, givenInputs, promptsOf, waysOf } from './provider-prompts'

// As opencode 1.18 gives it for GitHub Copilot.
const COPILOT: AuthMethod = {
  type: 'oauth',
  label: 'Login with GitHub Copilot',
  prompts: [
    {
      type: 'select',
      key: 'deploymentType',
      message: 'Select GitHub deployment type',
      options: [
        { label: 'GitHub.com', value: 'github.com' },
        { label: 'GitHub Enterprise', value: 'enterprise' },
      ],
    },
    {
      type: 'text',
      key: 'enterpriseUrl',
      message: 'Enter your GitHub Enterprise URL or domain',
      when: { key: 'deploymentType', op: 'eq', value: 'enterprise' },
    },
  ],
}
const KEY: AuthMethod = { type: 'api', label: 'API key' }

describe('the ways to connect a provider', () => {
  it('are a key where the engine says nothing', () => {
    expect(waysOf(undefined).map(({ method }) => method.type)).toEqual(['api'])
  })

  it('begin with logins and keep the engine’s own numbers', () => {
    expect(waysOf([KEY, COPILOT]).map(({ index }) => index)).toEqual([1, 0])
  })

  it('ask what the answers so far call for', () => {
    const inputs = firstInputs(COPILOT)
    expect(promptsOf(COPILOT, inputs).map(({ key }) => key)).toEqual(['deploymentType'])
    inputs.deploymentType = 'enterprise'
    expect(promptsOf(COPILOT, inputs)).toHaveLength(2)
  })

  it('hand on the answers that are wanted, and no others', () => {
    const inputs = { deploymentType: 'github.com', enterpriseUrl: 'a.example', more: 'b' }
    expect(givenInputs(COPILOT, inputs)).toEqual({ deploymentType: 'github.com' })
    expect(givenInputs(KEY, inputs)).toEqual({})
  })
})
