import { describe, expect, it } from 'vitest'
import {
  baseName,
  formatAge,
  formatCost,
  formatDuration,
  formatSeconds,
  formatTokens,
  relativeTo,
  sessionTitle,
} from './format'

describe('formats', () => {
  it('says counts of tokens and prices in a few characters', () => {
    const counts = [0, 940, 2_449, 9_960, 31_400, 999_600].map(formatTokens)
    expect(counts).toEqual(['0', '940', '2.4k', '10k', '31k', '1.0M'])
    const prices = [0.0004, 0.0123, 0.5, 12].map(formatCost)
    expect(prices).toEqual(['under $0.001', '$0.012', '$0.50', '$12.00'])
  })

  it('says how long ago something was', () => {
    const now = new Date(2026, 5, 20, 12).getTime()
    const ages = [0, 59e3, 5 * 60e3, 3 * 3600e3, 2 * 86400e3].map((ms) => formatAge(now - ms, now))
    expect(ages).toEqual(['now', 'now', '5 min', '3 h', '2 d'])
    expect(formatAge(new Date(2026, 2, 4).getTime(), now)).toBe('4 Mar')
    expect(formatAge(new Date(2024, 2, 4).getTime(), now)).toBe('Mar 2024')
    // A clock that is a little ahead is no reason for a date.
    expect(formatAge(now + 5_000, now)).toBe('now')
  })

  it('says how long something took', () => {
    expect([-1, 12, 400, 9_940, 12_400, 200_000, 60_000].map(formatDuration)).toEqual([
      '0 ms',
      '12 ms',
      '0.4 s',
      '9.9 s',
      '12 s',
      '3 min 20 s',
      '1 min',
    ])
    expect([0, 1_900, 61_000].map(formatSeconds)).toEqual(['0 s', '1 s', '1 min 1 s'])
  })

  it('shortens paths of any system', () => {
    expect(baseName('/home/me/app/')).toBe('app')
    expect(baseName('C:\\code\\app')).toBe('app')
    expect(relativeTo('/code/app', '/code/app/src/a.ts')).toBe('src/a.ts')
    expect(relativeTo('/code/app', '/code/apple/a.ts')).toBe('/code/apple/a.ts')
    expect(relativeTo(undefined, '/a')).toBe('/a')
  })

  it('has a title for a session that the model has not named', () => {
    expect(sessionTitle('New session - 2026-01-01T10:00:00.000Z')).toBe('Untitled session')
    expect(sessionTitle('New session - a plan')).toBe('New session - a plan')
  })
})
