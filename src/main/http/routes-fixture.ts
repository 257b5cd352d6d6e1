import { type HttpMethod, operations } from '../../shared/operations'
import { SESSION_ID } from './fixture'

/** One verb on one path, as a test asks for it. */
export interface Row {
  method: HttpMethod
  /** As it is declared, with its parameter. */
  path: string
  /** With an id in it that is valid. */
  target: string
}

/** A valid id for what each first segment of a path holds. */
const IDS: Record<string, string> = {
  sessions: SESSION_ID,
  permissions: 'per_0123456789abcdef',
  questions: 'que_0123456789abcdef',
  providers: 'a-provider',
  browsers: 'brw_0123456789abcdef',
}

/** The path with that id, or a valid one. */
export function withId(path: string, given?: string): string {
  if (!path.includes(':id')) return path
  const id = given ?? IDS[path.split('/')[2] ?? '']
  if (id === undefined) throw new Error(`No id is known for ${path}`)
  return path.replace(':id', id)
}

const row = (method: HttpMethod, path: string): Row => ({ method, path, target: withId(path) })

/** Everything that the listener answers: the operations table, and what stands beside it. */
export const routes: Row[] = [
  row('GET', '/api/health'),
  row('GET', '/api/events'),
  row('GET', '/api/openapi.json'),
  ...Object.values(operations).map(({ method, path }) => row(method, path)),
]
/** Those that want the token. */
export const closed = routes.filter(({ path }) => path !== '/api/health')
/** Those that read a body. */
export const takingBody = routes.filter(({ method }) => method === 'POST' || method === 'PATCH')

export const cross = <A, B>(as: readonly A[], bs: readonly B[]): [A, B][] =>
  as.flatMap((a) => bs.map((b): [A, B] => [a, b]))
