import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDemo, type Demo } from './demo'

let userData: string
let demo: Demo
beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'wheelhouse-demo-'))
  demo = createDemo(userData)
})
afterEach(async () => {
  await demo.close()
  rmSync(userData, { recursive: true })
})

describe('the demo', () => {
  it('is off until it is wanted, and then has a model and folders of its own', async () => {
    expect(demo.current()).toBeUndefined()
    await demo.set(true)
    expect(demo.current()?.config.model).toBe('demo/demo')
    expect(demo.current()?.env.XDG_DATA_HOME).toContain(userData)
    expect(readFileSync(demo.current()?.env.OPENCODE_MODELS_PATH ?? '', 'utf8')).toBe('{}')
  })

  it('stays off when its folders cannot be made', async () => {
    writeFileSync(join(userData, 'demo'), 'a file where the folder should be')
    await expect(demo.set(true)).rejects.toThrow('The demo model could not start')
    expect(demo.current()).toBeUndefined()
  })

  it('has the same model when it is wanted again', async () => {
    await demo.set(true)
    const before = demo.current()?.config
    await demo.set(false)
    expect(demo.current()).toBeUndefined()
    await demo.set(true)
    expect(demo.current()?.config).toBe(before)
  })
})
