const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const dollars = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
})
const cents = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 2,
})

/** A count, short: `43.5K`. */
export const formatCompact = (count: number): string => compact.format(count)

/** A count, exact: `43,454`. */
export const formatCount = (count: number): string => count.toLocaleString('en')

/** US dollars; less than ten cents with two digits that say something: `$0.0042`. */
export const formatCost = (cost: number): string =>
  cost > 0 && cost < 0.1 ? cents.format(cost) : dollars.format(cost)

/** A size of text: `812`, `43.5K`. */
export const formatSize = (chars: number): string =>
  chars < 1_000 ? String(chars) : formatCompact(chars)

const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** A moment, with its day: `22 Nov 2026, 16:34`. */
export const formatMoment = (at: number): string => when.format(at)

/** A moment of today, to the millisecond: `16:34:08.125`. */
export function formatClock(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const ms = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`
}
