import type { ProviderAuthMethods } from '../../../shared/provider-types'

export type AuthMethod = ProviderAuthMethods[string][number]
export type Prompt = NonNullable<AuthMethod['prompts']>[number]

const KEY_METHOD: AuthMethod = { type: 'api', label: 'API key' }

/** A way to connect, with its place in the engine's list, by which it is named there. */
export interface Way {
  readonly index: number
  readonly method: AuthMethod
}

/**
 * The ways to connect a provider: logins first, since they need nothing to be at hand. One that the
 * engine says nothing of takes a key.
 */
export function waysOf(methods: readonly AuthMethod[] | undefined): readonly Way[] {
  const ways = (methods ?? [KEY_METHOD]).map((method, index) => ({ method, index }))
  return ways.sort((a, b) => Number(a.method.type === 'api') - Number(b.method.type === 'api'))
}

/** What is to be asked now, given what was answered. */
export function promptsOf(method: AuthMethod, inputs: Record<string, string>): readonly Prompt[] {
  return (method.prompts ?? []).filter(({ when }) => {
    if (!when) return true
    const isEqual = inputs[when.key] === when.value
    return when.op === 'eq' ? isEqual : !isEqual
  })
}

/** The answers before anything was typed: the first of each choice. */
export function firstInputs({ prompts = [] }: AuthMethod): Record<string, string> {
  const chosen = prompts.flatMap((it) =>
    it.type === 'select' && it.options[0] ? [[it.key, it.options[0].value]] : [],
  )
  return Object.fromEntries(chosen)
}

/** Whether a question may be left without an answer, as its own words say. */
export const isOptional = ({ message }: Prompt): boolean => /\(optional\)/i.test(message)

/** The answers that are wanted, and nothing for those that are not. */
export function givenInputs(
  method: AuthMethod,
  inputs: Record<string, string>,
): Record<string, string> {
  const given = promptsOf(method, inputs).flatMap(({ key }) => {
    const value = inputs[key]?.trim()
    return value ? [[key, value]] : []
  })
  return Object.fromEntries(given)
}
