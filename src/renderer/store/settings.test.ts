import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, FONT_SIZES, readSettings, SettingsState } from './settings'

describe('saved settings', () => {
  it('are what was chosen', () => {
    const settings = {
      theme: 'dark',
      fontSize: 16,
      motion: 'reduced',
      isWelcomed: true,
      recentCommands: ['a', 'b'],
    }
    expect(readSettings(settings)).toEqual(settings)
  })

  it.each([{}, { theme: 'pink', fontSize: '9', motion: 1 }])(
    'that are none of ours (%j) leave the usual ones',
    (saved) => expect(readSettings(saved)).toEqual(DEFAULT_SETTINGS),
  )

  it('are valid whatever was saved', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.anything(), (fields, value) => {
        const settings = readSettings({ ...fields, fontSize: value, recentCommands: value })
        expect(settings.fontSize).toBeGreaterThanOrEqual(FONT_SIZES.smallest)
        expect(settings.fontSize).toBeLessThanOrEqual(FONT_SIZES.largest)
        expect(settings.recentCommands.every((it) => typeof it === 'string')).toBe(true)
      }),
    )
  })
})

describe('the settings in force', () => {
  it('keep the size of the text within bounds', () => {
    const state = new SettingsState()
    for (let step = 0; step < 20; step += 1) state.resize(1)
    expect(state.value.fontSize).toBe(FONT_SIZES.largest)
    for (let step = 0; step < 20; step += 1) state.resize(-1)
    expect(state.value.fontSize).toBe(FONT_SIZES.smallest)
  })

  it('stay the identical value while nothing is another', () => {
    const state = new SettingsState()
    state.change({ theme: 'dark' })
    const { value } = state
    state.change({ theme: 'dark' })
    expect(state.value).toBe(value)
  })

  it('name the latest commands first, each once', () => {
    const state = new SettingsState()
    for (const id of ['a', 'b', 'a', 'c', 'd', 'e', 'f']) state.noteCommand(id)
    expect(state.value.recentCommands).toEqual(['f', 'e', 'd', 'c', 'a'])
  })
})
