import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '../shared/errors'

export interface Flags {
  project: string | undefined
  userData: string | undefined
  port: number | undefined
  headless: boolean
  demo: boolean
}

/**
 * Reads our flags from a command line. Switches that are not ours belong to Electron and Chromium
 * and are passed over, as are words that are not flags.
 * @param argv without the executable
 * @param cwd what relative paths are relative to
 * @throws AppError `invalid_input` that names the flag
 */
export function parseFlags(argv: readonly string[], cwd: string): Flags {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      project: { type: 'string' },
      'user-data-dir': { type: 'string' },
      port: { type: 'string' },
      headless: { type: 'boolean' },
      demo: { type: 'boolean' },
    },
  })
  const text = (name: 'project' | 'user-data-dir' | 'port') => {
    const value = values[name]
    if (value === undefined) return undefined
    // parseArgs gives `true` for a flag at the end; a following flag is one forgotten too.
    if (typeof value === 'string' && value !== '' && !value.startsWith('--')) return value
    throw new AppError(
      'invalid_input',
      `--${name} needs a value, as in --${name} ${EXAMPLE[name]}.`,
    )
  }
  const path = (name: 'project' | 'user-data-dir') => {
    const value = text(name)
    return value === undefined ? undefined : resolve(cwd, value)
  }
  return {
    project: path('project'),
    userData: path('user-data-dir'),
    port: parsePort(text('port')),
    headless: values.headless === true,
    demo: values.demo === true,
  }
}

const EXAMPLE = { project: 'DIR', 'user-data-dir': 'DIR', port: '4848' }

function parsePort(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const port = Number(value)
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port
  throw new AppError(
    'invalid_input',
    `--port takes a number from 0 to 65535, not "${value}". 0 means any free port.`,
  )
}
