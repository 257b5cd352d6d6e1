import { readdirSync, readFileSync } from 'node:fs'

/**
 * The processes that were started with `home` as their HOME, whatever they are called: the app, its
 * engine, and what the engine started. Linux only; elsewhere it sees none.
 * @returns `pid command` of each
 */
export function processesWithin(home: string): string[] {
  if (process.platform !== 'linux') return []
  const mark = `HOME=${home}\0`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)) return []
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`]
      } catch {
        // It ended while we looked, or is not ours to read.
        return []
      }
    })
}
