import type { Request } from 'express'
import type { z } from 'zod'
import { AppError, type InputIssue, invalidInput } from '../../shared/errors'
import type { Operation } from '../../shared/operations'

/**
 * Makes the one input object of an operation: path parameters with the query (GET, DELETE) or the
 * body (POST, PATCH).
 * @returns it, validated
 * @throws AppError `invalid_input` with the failing paths
 */
export function readInput<Input extends z.ZodType>(
  { method, input }: Pick<Operation<Input>, 'method' | 'input'>,
  req: Request,
): z.output<Input> {
  const takesBody = method === 'POST' || method === 'PATCH'
  // A key that is silently ignored is worse than a refusal: `directory` of a create, say.
  if (takesBody) refuseKeys(Object.keys(req.query), 'belongs in the body, not in the query')
  const given: Record<string, unknown> = takesBody ? req.body : req.query
  const inPath = Object.keys(req.params).filter((key) => Object.hasOwn(given, key))
  refuseKeys(inPath, 'is given by the path')
  const parsed = input.safeParse({ ...given, ...req.params })
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}

function refuseKeys(keys: readonly string[], message: string): void {
  const issues = keys.map((path) => ({ path, message }))
  const [first] = issues
  if (first) throw refusal(`${first.path}: ${message}`, issues)
}

/** The `invalid_input` error for what zod never saw. */
export function refusal(message: string, issues: InputIssue[] = [{ path: '', message }]): AppError {
  return new AppError('invalid_input', `Invalid input. ${message}`, { details: issues })
}
