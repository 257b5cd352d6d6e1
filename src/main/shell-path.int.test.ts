import { expect, test } from 'vitest'
import { runApp } from './testing/running-app'
import { readSse } from './testing/sse'

test('the PATH of the login shell reaches what the agent runs', async () => {
  const shellPath = Promise.resolve(`/opt/from-the-shell/bin:${process.env.PATH}`)
  const { post, end } = await runApp({ shellPath })
  try {
    const { id } = await (await post('/api/sessions')).json()
    const parts = [{ type: 'text', text: 'run echo "path is $PATH"' }]
    const run = await post(`/api/sessions/${id}/prompt`, { parts })
    let text = ''
    for await (const { data } of readSse(run)) text += JSON.stringify(data)
    expect(text).toContain('path is /opt/from-the-shell/bin:')
  } finally {
    await end()
  }
})
