import { z } from 'zod'

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One row of the contract. Path parameters (`:id`) are keys of the input. */
export interface Operation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  method: HttpMethod
  path: `/api/${string}`
  /** HTTP status of success; 204 has no body. */
  status: 200 | 201 | 204
  summary: string
  /** Path parameters, query (GET, DELETE) and body (POST, PATCH) as one object. */
  input: Input
  output: Output
  /**
   * `run`: over REST the answer is the run's event stream; over IPC it is
   * `output` as soon as the engine took what was asked, since a window has the events already.
   */
  stream?: 'run'
  /** It can be refused with 409, because of what is under way. */
  conflicts?: true
}

/** Keeps the exact types of a row's schemas. */
export const operation = <Input extends z.ZodType, Output extends z.ZodType>(
  row: Operation<Input, Output>,
): Operation<Input, Output> => row

/**
 * Keeps the SDK's own static type, which is wider than what a schema names: the schema says what is
 * checked in tests and published in OpenAPI.
 */
export const typed = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>

export const directory = z
  .string()
  .min(1)
  .max(4096)
  .describe('Absolute path of a project directory; the one Wheelhouse was started with when absent')
export const nothing = z.strictObject({})
export const noContent = z.void()
