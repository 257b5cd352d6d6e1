import type { Projection } from '../../shared/events'
import type { RunningApp } from './running-app'
import { readSse, type SseFrame, until } from './sse'

/** Follows the app's events from now on. @returns also what their `hello` told */
export async function openEvents({ request }: RunningApp) {
  const frames = readSse(await request('/api/events'))
  const [first] = await until(frames, ({ event }) => event === 'hello')
  const projection: Projection = first?.data.projection
  return { frames, projection, end: () => frames.return(undefined) }
}

/** What a client is told that comes now. */
export async function hello(app: RunningApp): Promise<Projection> {
  const { projection, end } = await openEvents(app)
  await end()
  return projection
}

/** Fits the frame that tells a client to fetch again. */
export const isResync = ({ event }: SseFrame) => event === 'resync'

/** What a projection says of runs and asks. */
export const doings = ({ statuses, permissions, questions, parents }: Projection) => ({
  statuses,
  permissions,
  questions,
  parents,
})

/** That nothing runs and nothing is asked; for `toEqual`: to match, an empty object is any object. */
export const NOTHING = { statuses: {}, permissions: [], questions: [], parents: {} }
