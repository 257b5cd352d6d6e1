/** The first word of a worker: it has loaded. */
export const READY = 'ready'

/** What a worker answers to a job. */
export type Reply = { id: number } & ({ isDone: true; value: unknown } | { isDone: false })

/** What is used of a worker's own world. */
interface Scope {
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
  postMessage(message: unknown): void
}

/** Does jobs for the page, from within a worker. A job that throws is answered as one not done. */
export function serve(scope: Scope, work: (job: unknown) => unknown): void {
  scope.addEventListener('message', ({ data }) => {
    if (isCall(data)) scope.postMessage(replyTo(data, work))
  })
  scope.postMessage(READY)
}

function replyTo({ id, job }: { id: number; job: unknown }, work: (job: unknown) => unknown) {
  try {
    return { id, isDone: true, value: work(job) } satisfies Reply
  } catch {
    // A text so deep that the stack does not hold it: the page shows it plain.
    return { id, isDone: false } satisfies Reply
  }
}

const isCall = (data: unknown): data is { id: number; job: unknown } =>
  typeof data === 'object' && data !== null && 'id' in data && 'job' in data

export const isReply = (data: unknown): data is Reply =>
  typeof data === 'object' && data !== null && 'id' in data && 'isDone' in data
