import type { Page } from 'playwright/test'

/** How smoothly a window painted for a while. */
export interface Frames {
  /** ms between one frame and the next. */
  longest: number
  median: number
  count: number
  over50: number
}

/**
 * Notes the frames of a window while something happens in it. How many there are says as much of the
 * machine as of the code: to be printed, and compared by the benchmark.
 */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const times: number[] = []
    const note = (at: number) => {
      times.push(at)
      frame = requestAnimationFrame(note)
    }
    let frame = requestAnimationFrame(note)
    Object.assign(window, {
      endFrames: () => {
        cancelAnimationFrame(frame)
        return times
      },
    })
  })
  await work()
  const times = await page.evaluate(() => Reflect.get(window, 'endFrames')() as number[])
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at))
  const sorted = gaps.toSorted((a, b) => a - b)
  return {
    longest: Math.round(sorted.at(-1) ?? 0),
    median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    count: gaps.length,
    over50: gaps.filter((gap) => gap > 50).length,
  }
}

/** Prints figures, and puts them into the report of the test. */
export function report(
  info: { annotations: { type: string; description?: string }[] },
  name: string,
  figures: object,
): void {
  const description = JSON.stringify(figures)
  info.annotations.push({ type: name, description })
  process.stdout.write(`${name}: ${description}\n`)
}
