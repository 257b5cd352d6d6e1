/**
 * Gives a signal that aborts after a time, or with another. Node has `AbortSignal.timeout` and
 * `AbortSignal.any` for that; together they never abort once garbage is collected, as what `any` makes
 * does not keep the timeout (20.20, nodejs/node#57736).
 * @param ms until it aborts, with an error of the name `TimeoutError`
 */
export function timeLimit(ms: number, signal?: AbortSignal): AbortSignal {
  const limit = new AbortController()
  const onAbort = () => limit.abort(signal?.reason)
  const timer = setTimeout(() => {
    signal?.removeEventListener('abort', onAbort)
    limit.abort(new DOMException('The time limit was reached.', 'TimeoutError'))
  }, ms)
  // Nothing goes on only to be late.
  timer.unref()
  limit.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })
  return limit.signal
}
