import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { timeLimit } from './time-limit'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** A server that never answers, while garbage is collected all the time. */
async function silence(): Promise<string> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const collecting = setInterval(collectGarbage, 5)
  onTestFinished(() => {
    clearInterval(collecting)
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('a request ends at its time limit, whatever is collected meanwhile', async () => {
  const url = await silence()
  const other = new AbortController()
  await expect(fetch(url, { signal: timeLimit(200, other.signal) })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
  await expect(fetch(url, { signal: timeLimit(200) })).rejects.toThrow('time limit')
})

it('it ends with the other signal, also one that has aborted already', async () => {
  const url = await silence()
  const other = new AbortController()
  const asked = fetch(url, { signal: timeLimit(60_000, other.signal) })
  other.abort(new Error('no more'))
  await expect(asked).rejects.toThrow('no more')
  expect(timeLimit(60_000, other.signal).aborted).toBe(true)
})
