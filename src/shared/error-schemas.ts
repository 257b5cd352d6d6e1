import { z } from 'zod'
import { ERROR_STATUS, type ErrorCode } from './errors'

// Apart from the errors themselves, so that the page, which makes errors, needs no zod.
const ErrorCodeSchema = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]])

/** The error as the IPC door carries it. */
export const WireErrorSchema = z.object({
  code: ErrorCodeSchema,
  message: z.string(),
  details: z.unknown().optional(),
})

/** The error as the REST door and `event: error` frames carry it. */
export const RestErrorSchema = z
  .object({
    error: z.string().describe('What happened, then what to do about it'),
    code: ErrorCodeSchema,
    details: z.unknown().optional().describe('For invalid_input: an array of {path, message}'),
  })
  .describe('Every error of this API')
