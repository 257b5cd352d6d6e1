import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RestErrorSchema, WireErrorSchema } from './error-schemas'
import { AppError, ERROR_STATUS, type ErrorCode, invalidInput } from './errors'

const codes = Object.keys(ERROR_STATUS) as ErrorCode[]
const reportOf = (schema: z.ZodType, input: unknown) => {
  const { error } = schema.safeParse(input)
  if (!error) throw new Error('the input was valid')
  return invalidInput(error)
}

describe('AppError', () => {
  it.each(codes)('%s survives the way over the IPC door', (code) => {
    const error = new AppError(code, 'What happened.', { details: [{ path: 'a' }] })
    const wire = WireErrorSchema.parse(structuredClone(error.toWire()))
    const rebuilt = AppError.fromWire(wire)
    expect(rebuilt).toBeInstanceOf(AppError)
    expect(rebuilt.toWire()).toEqual(error.toWire())
    expect(rebuilt.status).toBe(ERROR_STATUS[code])
  })

  it.each(codes)('%s has the shape that the REST door answers', (code) => {
    const rest = new AppError(code, 'What happened.', { details: { a: 1 } }).toRest()
    expect(rest).toEqual({ error: 'What happened.', code, details: { a: 1 } })
    expect(RestErrorSchema.parse(JSON.parse(JSON.stringify(rest)))).toEqual(rest)
  })

  it('names no details when it has none', () => {
    const error = new AppError('conflict', 'Busy.')
    expect(Object.keys(error.toWire())).toEqual(['code', 'message'])
    expect(Object.keys(error.toRest())).toEqual(['error', 'code'])
  })

  it('keeps its cause to itself', () => {
    const cause = new Error('secret of the engine room')
    const error = new AppError('internal', 'Something went wrong.', { cause })
    expect(error.cause).toBe(cause)
    expect(JSON.stringify([error.toWire(), error.toRest()])).not.toContain('secret')
  })

  it('has no cause at all when none is given', () => {
    expect('cause' in new AppError('internal', 'x')).toBe(false)
  })

  it('answers every code with a status of an error', () => {
    for (const code of codes) expect(ERROR_STATUS[code]).toBeGreaterThanOrEqual(400)
  })
})

describe('invalidInput', () => {
  const schema = z.strictObject({
    title: z.string(),
    parts: z.array(z.strictObject({ text: z.string().min(1) })),
  })

  it('names each failing path, dotted, with array places', () => {
    const error = reportOf(schema, { title: 1, parts: [{ text: 'fine' }, { text: '' }] })
    expect(error.code).toBe('invalid_input')
    expect(error.details).toEqual([
      { path: 'title', message: expect.stringContaining('expected string') },
      { path: 'parts.1.text', message: expect.any(String) },
    ])
  })

  it('says the first of them in its message', () => {
    expect(reportOf(schema, { title: 1, parts: [] }).message).toMatch(/^Invalid input\. title: ./)
  })

  it('names an unknown key in the message of the place that it was found in', () => {
    const error = reportOf(schema, { title: 'x', parts: [{ text: 'x', colour: 'red' }] })
    expect(error.details).toEqual([
      { path: 'parts.0', message: expect.stringContaining('"colour"') },
    ])
  })

  it('has an empty path when the whole input is of the wrong kind', () => {
    const error = reportOf(schema, undefined)
    expect(error.details).toEqual([{ path: '', message: expect.any(String) }])
    expect(error.message).not.toContain(': :')
  })
})
