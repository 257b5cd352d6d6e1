import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const CSS = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const OKLCH = /oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g

/** A token's colour in the light and in the dark theme. */
function coloursOf(name: string): number[] {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(CSS)?.[1] ?? ''
  const colours = [...value.matchAll(OKLCH)].map(([, l, c, h]) =>
    luminance(Number(l), Number(c), Number(h)),
  )
  expect(colours, name).toHaveLength(2)
  return colours
}

/** Relative luminance (WCAG) of an OKLCH colour, by way of linear sRGB (Ottosson). */
function luminance(lightness: number, chroma: number, hue: number): number {
  const angle = (hue * Math.PI) / 180
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clamp = (value: number) => Math.min(1, Math.max(0, value))
  const red = clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (one: number, other: number) =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)

describe('the colours of code and of commands', () => {
  const names = [...CSS.matchAll(/--((?:code|ansi)-\w+):/g)].map(([, name]) => name ?? '')

  it.each([...names, 'text-faint', 'text-quiet', 'red', 'green'])(
    '%s is readable on the surface of code, in both themes',
    (name) => {
      const surface = coloursOf('surface-code')
      coloursOf(name).forEach((colour, theme) => {
        expect(contrast(colour, surface[theme] ?? 0)).toBeGreaterThanOrEqual(4.5)
      })
    },
  )
})

it('what stands for an unseen character is readable, in both themes', () => {
  const surface = coloursOf('surface-mark')
  coloursOf('on-mark').forEach((colour, theme) => {
    expect(contrast(colour, surface[theme] ?? 0)).toBeGreaterThanOrEqual(4.5)
  })
})
