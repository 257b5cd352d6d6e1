import { format } from 'node:util'
import type { Logger } from '../logging'

/** A logger that keeps its lines, each as `level: text`. */
export function recordLog(): Logger & { lines: string[] } {
  const lines: string[] = []
  const at =
    (level: string) =>
    (...data: unknown[]) => {
      lines.push(`${level}: ${format(...data)}`)
    }
  return { lines, error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}
