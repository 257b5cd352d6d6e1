import { type CallResult, toJson } from '../../shared/bridge'
import { AppError, invalidInput } from '../../shared/errors'
import {
  type Handlers,
  isOperationName,
  type OperationContext,
  type OperationName,
  operations,
} from '../../shared/operations'
import { reportDefect } from '../defect'
import type { Logger } from '../logging'

/**
 * Builds the one function behind the call channel.
 * @returns answers a call of `name` with `input`; never rejects
 */
export function createCallRouter(handlers: Handlers, log: Logger) {
  return async (name: unknown, input: unknown): Promise<CallResult<OperationName>> => {
    try {
      if (!isOperationName(name)) {
        // Whatever can be cloned arrives here, and not all of it can be made a string.
        const named = typeof name === 'string' ? JSON.stringify(name) : 'of that name'
        throw new AppError('not_found', `There is no operation ${named}.`)
      }
      const parsed = operations[name].input.safeParse(input)
      if (!parsed.success) throw invalidInput(parsed.error)
      const context: OperationContext = { signal: new AbortController().signal }
      // The table pairs each name with its own input; TypeScript cannot follow that through a union.
      const handle = handlers[name] as (input: unknown, context: OperationContext) => Promise<never>
      const value = await handle(parsed.data, context)
      return { ok: true, json: toJson(value), seq: context.seq }
    } catch (error) {
      const known =
        error instanceof AppError ? error : reportDefect(error, `Operation ${name}`, log)
      return { ok: false, error: known.toWire() }
    }
  }
}
