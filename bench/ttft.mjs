// @ts-check
// From sending a prompt to the first delta of its answer: by the prompt stream of our REST door,
// against `promptAsync` and `/global/event` of the same engine; and the same with a model and an agent
// named, as a window names them.
import { withEngine } from './engine-stage.mjs'
import { ask, send } from './requests.mjs'
import { compare, inTurns } from './result.mjs'

const ROUNDS = 15
const PROMPT = { parts: [{ type: 'text', text: 'say ready' }] }
const CHOSEN = { ...PROMPT, model: { providerID: 'demo', modelID: 'demo' }, agent: 'build' }

/**
 * Waits until the stream has said all of some words, in order.
 * @param {import('node:http').IncomingMessage} stream
 * @returns {(...words: string[]) => Promise<number>} when it had, as `performance.now()`
 */
function listen(stream) {
  let heard = ''
  /** @type {(() => void) | undefined} */
  let onMore
  stream.setEncoding('utf8').on('data', (text) => {
    heard += text
    onMore?.()
  })
  return (...words) =>
    new Promise((resolve, reject) => {
      stream.once('close', () => reject(new Error(`The stream ended before "${words}" came.`)))
      onMore = () => {
        const frames = heard.split('\n\n').slice(0, -1)
        if (frames.some((frame) => words.every((word) => frame.includes(word)))) {
          resolve(performance.now())
        }
      }
      onMore()
    })
}

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  return withEngine(context, async ({ engine, rest, project }) => {
    const directory = encodeURIComponent(project)
    // Named, so that the engine does not ask the model for a title at the same time.
    const createSession = async () => {
      const options = { method: 'POST', body: { title: 'Time to first token' } }
      return (await ask(engine, `/session?directory=${directory}`, options)).id
    }

    /**
     * @param {string} id of a session
     * @param {object} body
     */
    const timeOurs = async (id, body) => {
      const start = performance.now()
      const stream = await send(rest, `/api/sessions/${id}/prompt`, {
        method: 'POST',
        body,
      })
      const hear = listen(stream)
      const first = await hear('"message.part.delta"')
      await hear('event: done')
      return first - start
    }
    /**
     * @param {string} id
     * @param {object} body
     */
    const timeTheirs = async (id, body) => {
      const stream = await send(engine, '/global/event')
      const hear = listen(stream)
      await hear('"server.connected"')
      const start = performance.now()
      const path = `/session/${id}/prompt_async?directory=${directory}`
      const taken = send(engine, path, { method: 'POST', body })
      const first = await hear('"message.part.delta"', id)
      await hear('"session.idle"', id)
      stream.destroy()
      ;(await taken).resume()
      return first - start
    }
    /**
     * @param {string} name
     * @param {object} body
     */
    const measure = async (name, body) => {
      const { ours, theirs } = await inTurns(ROUNDS, async (side) => {
        const id = await createSession()
        return side === 'ours' ? timeOurs(id, body) : timeTheirs(id, body)
      })
      return compare({ name, budget: 1.05, unit: 'ms' }, ours, theirs)
    }
    return [await measure('ttft', PROMPT), await measure('ttft-chosen', CHOSEN)]
  })
}
