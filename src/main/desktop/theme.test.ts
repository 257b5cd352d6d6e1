import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepTheme, type NativeTheme } from './theme'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-theme-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const native = (): NativeTheme => ({ themeSource: 'system' })
const log = { warn: vi.fn() }

describe('the theme of what the system draws', () => {
  it('is the one that was chosen before', () => {
    const file = join(folder, 'theme.json')
    keepTheme(native(), file, log)('dark')
    const next = native()
    keepTheme(next, file, log)
    expect(next.themeSource).toBe('dark')
  })

  it.each(['', '{', 'null', '{"theme":"pink"}', '"dark"'])('is the system’s after %j', (text) => {
    const file = join(folder, 'theme.json')
    writeFileSync(file, text)
    const it = native()
    keepTheme(it, file, log)
    expect(it.themeSource).toBe('system')
  })

  it('is set even where it cannot be kept, and the log says so', () => {
    const it = native()
    keepTheme(it, join(folder, 'not', 'there.json'), log)('light')
    expect(it.themeSource).toBe('light')
    expect(log.warn).toHaveBeenCalledTimes(1)
  })

  it('is not written again when it is the same', () => {
    const file = join(folder, 'theme.json')
    const set = keepTheme(native(), file, log)
    set('dark')
    writeFileSync(file, 'mark')
    set('dark')
    expect(readFileSync(file, 'utf8')).toBe('mark')
  })
})
