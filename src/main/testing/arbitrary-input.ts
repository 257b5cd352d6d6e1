import fc from 'fast-check'
import { z } from 'zod'

/** What zod makes of the schemas of the table, as far as they use it. */
interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: JsonSchema | boolean
  propertyNames?: JsonSchema
  items?: JsonSchema
  pattern?: string
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
}

// Longer ones make no difference but to time.
const MOST = 4

/** Inputs that fit a schema, but for what JSON Schema cannot say. */
export const validInput = (schema: z.ZodType): fc.Arbitrary<Record<string, unknown>> =>
  fitting(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema) as fc.Arbitrary<
    Record<string, unknown>
  >

/** Anything that JSON has, with keys that a parser may stumble over. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, [], {}, '', ' ', 0, -1, 1e308, true, '\0', '../..', '[object]'),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'then', 'id', ''),
    fc.jsonValue({ maxDepth: 1 }),
    { maxKeys: 2 },
  ),
)

/** Inputs that fit but for one place, if that: missing, too many, or of another kind. */
export function nearlyValidInput(schema: z.ZodType): fc.Arbitrary<Record<string, unknown>> {
  const keys = Object.keys((z.toJSONSchema(schema, { io: 'input' }) as JsonSchema).properties ?? {})
  const key = fc.constantFrom(...keys, 'surprise', '__proto__')
  return fc.tuple(validInput(schema), key, fc.option(anyValue)).map(([input, name, value]) => {
    const { [name]: _taken, ...rest } = input
    const entries = Object.entries(rest)
    return Object.fromEntries(value === null ? entries : [...entries, [name, value]])
  })
}

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const either = schema.anyOf ?? schema.oneOf
  if (either) return fc.oneof(...either.map(fitting))
  switch (schema.type) {
    case 'object':
      return object(schema)
    case 'array': {
      const { items = {}, minItems: minLength = 0, maxItems = MOST } = schema
      return fc.array(fitting(items), { minLength, maxLength: Math.min(maxItems, MOST) })
    }
    case 'string':
      return text(schema)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -10, max: schema.maximum ?? 10_000 })
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}

function object({ properties = {}, required = [], ...more }: JsonSchema) {
  const { propertyNames, additionalProperties } = more
  if (typeof additionalProperties === 'object') {
    const keys = fitting(propertyNames ?? { type: 'string' }) as fc.Arbitrary<string>
    return fc.dictionary(keys, fitting(additionalProperties), { maxKeys: MOST })
  }
  const model = Object.entries(properties).map(([key, value]) => [key, fitting(value)])
  const entries: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(model)
  return fc.record(entries, { requiredKeys: required })
}

function text({ pattern, minLength = 0, maxLength = 64 }: JsonSchema): fc.Arbitrary<string> {
  if (pattern) return fc.stringMatching(new RegExp(pattern), { size: 'small' })
  const length = { minLength, maxLength: Math.min(maxLength, 64) }
  const units = ['grapheme', 'binary', 'grapheme-ascii'] as const
  return fc.oneof(...units.map((unit) => fc.string({ ...length, unit, size: 'small' })))
}
