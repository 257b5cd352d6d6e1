import { afterEach, describe, expect, it } from 'vitest'
import { createDemo, type Demo } from './demo'

let demo: Demo
afterEach(() => demo.close())

describe('the demo', () => {
  it('is off until it is wanted, and then has a model and folders of its own', async () => {
    demo = createDemo('/user-data')
    expect(demo.current()).toBeUndefined()
    await demo.set(true)
    expect(demo.current()?.config.model).toBe('demo/demo')
    expect(demo.current()?.env.XDG_DATA_HOME).toContain('user-data')
  })

  it('has the same model when it is wanted again', async () => {
    demo = createDemo('/user-data')
    await demo.set(true)
    const before = demo.current()?.config
    await demo.set(false)
    expect(demo.current()).toBeUndefined()
    await demo.set(true)
    expect(demo.current()?.config).toBe(before)
  })
})
