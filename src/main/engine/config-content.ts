import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { AppError } from '../../shared/errors'
import type { Environment } from './environment'
import type { EngineConfig } from './launch'

/** Of these the engine itself joins the lists of all configurations that it reads (opencode 1.18.33). */
const JOINED = new Set(['instructions', 'plugin'])

/**
 * A reference where no text is, as in `"port": {env:PORT}`; texts and comments are passed over. One that
 * does not end goes to the end of all, so that nothing is looked through twice.
 */
const BARE_REFERENCE =
  /"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|\{env:([^{}"]+)\}/g

/**
 * The configuration that the engine is started with: what the person has in OPENCODE_CONFIG_CONTENT
 * and ours, which the SDK would put in its place. Ours wins where both say something. References such
 * as `{env:KEY}` stay as they are, for the engine to look up; only those outside of a text, which are no
 * JSON, are looked up here.
 * @param theirs the variable's text, read as the engine reads it: JSON with comments and trailing
 *   commas; empty is as good as unset
 * @param env where references are looked up
 * @throws AppError `invalid_input` for what the engine could not read either: it would start, and then
 *   refuse each call
 */
export function mergedConfig(
  theirs: string | undefined,
  ours: EngineConfig | undefined,
  env: Environment = {},
): EngineConfig | undefined {
  if (!theirs?.trim()) return ours
  const text = theirs.replace(BARE_REFERENCE, (found, name) => (name ? (env[name] ?? '') : found))
  const errors: ParseError[] = []
  const config = read(text, errors)
  const [first] = errors
  if (first) throw refused(`${words(first)} at ${place(text, first.offset)}`)
  if (!isObject(config)) throw refused('it must be an object, as in {"model": "…"}')
  // Its parts are for the engine to check, which names what it does not take.
  return (ours ? merged(config, ours, true) : config) as EngineConfig
}

function read(text: string, errors: ParseError[]): unknown {
  try {
    return parse(text, errors, { allowTrailingComma: true })
  } catch (error) {
    if (error instanceof RangeError) throw refused('it is nested too deep')
    throw error
  }
}

type Json = Record<string, unknown>

function merged(theirs: Json, ours: Json, atTop = false): Json {
  const both = Object.entries(ours).map(([name, value]) => {
    const other = Object.hasOwn(theirs, name) ? theirs[name] : undefined
    if (isObject(other) && isObject(value)) return [name, merged(other, value)]
    const joined = atTop && JOINED.has(name) && Array.isArray(other) && Array.isArray(value)
    return [name, joined ? [...other, ...value] : value]
  })
  return { ...theirs, ...Object.fromEntries(both) }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// Never with what stands there: it may be a key.
const refused = (flaw: string) =>
  new AppError(
    'invalid_input',
    `OPENCODE_CONFIG_CONTENT cannot be read: ${flaw}. Correct it, or unset it, and start Wheelhouse again.`,
  )

/** "CloseBraceExpected" as "close brace expected". */
const words = ({ error }: ParseError) =>
  printParseErrorCode(error)
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase()

function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}
