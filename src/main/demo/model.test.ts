import { EventEmitter, once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ScriptedModel, type ScriptedModelOptions, startScriptedModel } from './model'

const models: ScriptedModel[] = []
afterEach(async () => {
  await Promise.all(models.splice(0).map((model) => model.close()))
})

async function start(options: ScriptedModelOptions = {}) {
  const model = await startScriptedModel({ delay: async () => undefined, ...options })
  models.push(model)
  return model
}

const keyOf = (model: ScriptedModel) => `Bearer ${model.config.provider?.demo?.options?.apiKey}`

function post(
  model: ScriptedModel,
  said: string,
  more: { stream?: boolean; signal?: AbortSignal },
) {
  return fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: keyOf(model), 'x-session-id': 'ses_1' },
    body: JSON.stringify({
      model: 'demo',
      stream: more.stream ?? true,
      messages: [{ role: 'user', content: said }],
      tools: [{ type: 'function', function: { name: 'bash' } }],
    }),
    ...(more.signal ? { signal: more.signal } : {}),
  })
}

type Frame = {
  choices: {
    delta: {
      content?: string
      reasoning_content?: string
      tool_calls?: { id?: string; function: { name?: string; arguments: string } }[]
    }
    finish_reason: string | null
  }[]
  usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number }
}

function framesOf(body: string): Frame[] {
  const lines = body.split('\n\n').slice(0, -1)
  expect(lines.at(-1)).toBe('data: [DONE]')
  return lines.slice(0, -1).map((line) => {
    expect(line).toMatch(/^data: /)
    return JSON.parse(line.slice(6))
  })
}

/** A delay that never ends by itself, and says what became of the first wait. */
function gate() {
  const waits = new EventEmitter()
  const [entered, left] = [once(waits, 'enter'), once(waits, 'leave')]
  const delay = (_ms: number, signal: AbortSignal) => {
    waits.emit('enter')
    return once(signal, 'abort').then(() => void waits.emit('leave'))
  }
  return { delay, entered, left }
}

describe('the scripted model', () => {
  it('streams chunks and ends with the reason, the usage and [DONE]', async () => {
    const response = await post(await start(), 'say one two three', {})
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const frames = framesOf(await response.text())
    const pieces = frames.flatMap(({ choices }) => choices[0]?.delta.content || [])
    expect(pieces).toEqual(['one', ' two', ' three'])
    expect(frames.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(frames.at(-1)?.usage).toMatchObject({ completion_tokens: 4 })
  })

  it('streams a tool call in pieces that make valid arguments', async () => {
    const command = `echo ${'long '.repeat(40)}`.trim()
    const frames = framesOf(await (await post(await start(), `run ${command}`, {})).text())
    const calls = frames.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])
    expect(calls[0]).toMatchObject({
      id: expect.stringMatching(/^call_/),
      function: { name: 'bash' },
    })
    expect(JSON.parse(calls.map((call) => call.function.arguments).join(''))).toEqual({ command })
    expect(frames.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls')
  })

  it('answers whole when no stream is asked for', async () => {
    const response = await post(await start(), 'think', { stream: false })
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      choices: [
        {
          message: {
            role: 'assistant',
            content: expect.stringContaining('42'),
            reasoning_content: expect.stringContaining('for show'),
          },
          finish_reason: 'stop',
        },
      ],
    })
  })

  it('configures the engine with its own address and key', async () => {
    const model = await start()
    expect(model.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
    expect(model.config).toMatchObject({ model: 'demo/demo', small_model: 'demo/demo' })
    expect(model.config.provider?.demo?.options?.baseURL).toBe(model.url)
    expect(keyOf(await start())).not.toBe(keyOf(model))
  })

  it('answers nobody without the key', async () => {
    const model = await start()
    for (const authorization of ['', 'Bearer wrong']) {
      const response = await fetch(`${model.url}/models`, { headers: { authorization } })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } })
    }
    expect(model.requests).toHaveLength(0)
  })

  it('lists its one model and knows no other address', async () => {
    const model = await start()
    const headers = { authorization: keyOf(model) }
    const models = await fetch(`${model.url}/models`, { headers })
    expect(await models.json()).toMatchObject({ data: [{ id: 'demo' }] })
    expect((await fetch(`${model.url}/embeddings`, { headers })).status).toBe(404)
  })

  it.each(['{', '{}', '{"messages":[]}'])('refuses the body %s', async (body) => {
    const model = await start()
    const response = await fetch(`${model.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: keyOf(model) },
      body,
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_body' } })
  })

  it('refuses a body over the limit before it is sent', async () => {
    const model = await start()
    const req = httpRequest(`${model.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: keyOf(model), 'content-length': 33 * 1024 * 1024 },
    })
    req.flushHeaders()
    const [response] = await once(req, 'response')
    req.destroy()
    expect(response.statusCode).toBe(413)
  })

  it('counts refusals for each turn of a conversation, and forgets them on success', async () => {
    const model = await start()
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) statuses.push((await post(model, 'retry 1', {})).status)
    expect(statuses).toEqual([429, 200, 429, 200])
    const refused = await post(model, 'retry 1', {})
    expect(refused.headers.get('retry-after-ms')).toBe('1000')
    expect(await refused.json()).toMatchObject({ error: { code: 'demo_busy' } })
  })

  it('keeps the latest requests only', async () => {
    const model = await start()
    for (let i = 0; i < 70; i += 1) await (await post(model, `say ${i}`, {})).text()
    expect(model.requests).toHaveLength(64)
    expect(model.requests.at(-1)).toMatchObject({
      sessionID: 'ses_1',
      body: { messages: [{ content: 'say 69' }] },
    })
  })

  it('reports a script that breaks, and lives on', async () => {
    const error = vi.fn()
    const model = await start({
      log: { error },
      script: (request) => {
        if (request.messages[0]?.content === 'break') throw new Error('broken')
        return { type: 'answer', steps: [{ type: 'text', text: 'fine' }] }
      },
    })
    expect((await post(model, 'break', {})).status).toBe(500)
    expect(error).toHaveBeenCalledOnce()
    expect(await (await post(model, 'work', {})).text()).toContain('fine')
  })

  it('ends the script of a client that goes away', async () => {
    const error = vi.fn()
    const { delay, entered, left } = gate()
    const model = await start({ delay, log: { error } })
    const client = new AbortController()
    const response = await post(model, 'count to 10', { signal: client.signal })
    await entered
    client.abort()
    await left
    await expect(response.text()).rejects.toThrow()
    expect(error).not.toHaveBeenCalled()
  })

  it('says nothing of a client that goes away while it still asks', async () => {
    const error = vi.fn()
    const model = await start({ log: { error } })
    const req = httpRequest(`${model.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: keyOf(model), 'content-length': 1000, expect: '100-continue' },
    })
    req.flushHeaders()
    await once(req, 'continue')
    req.destroy()
    await expect(once(req, 'response')).rejects.toThrow()
    await model.close()
    expect(error).not.toHaveBeenCalled()
    expect(model.requests).toHaveLength(0)
  })

  it('ends a script that nobody reads, however long it is', async () => {
    const model = await start()
    const client = new AbortController()
    const response = await post(model, 'long 999999', { signal: client.signal })
    const reader = response.body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
    client.abort()
    await model.close()
  })

  it('ends everything when it is closed', async () => {
    const { delay, entered, left } = gate()
    const model = await start({ delay })
    const response = await post(model, 'count to 10', {})
    const reading = expect(response.text()).rejects.toThrow()
    await entered
    await model.close()
    await left
    await reading
    await expect(fetch(`${model.url}/models`)).rejects.toThrow()
    await model.close()
  })
})
