import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { visit } from 'jsonc-parser'
import { configFiles, engineFolders } from './engine-folders'
import type { Environment } from './environment'

/** Below these a configuration holds keys, or may: a server's command and address hold them too. */
const SECRETIVE = /key|token|secret|passw|auth|credential|header|environment|command|url/i
/** Variables that hold a key. */
const VARIABLE = /(?:KEY|TOKEN|SECRET|PASSWORD)$/i
/** The fewest characters of a key: what is shorter is found in the midst of words. */
const SHORTEST = 6
/** So long must a part be, as that behind "Bearer " or `?key=`. */
const SHORTEST_PART = 12
const LARGEST_FILE = 1024 * 1024
const REFERENCE = /\{(env|file):([^{}]{1,4096})\}/g

/**
 * Hides the keys of the engine's configuration in what the engine says, in whatever form it says them:
 * those that its files held when this was made, and those that they hold when it is called.
 * @param env the person's environment
 * @param cwd the engine's own working directory
 */
export function secretHider(env: Environment, cwd: string): (said: string) => string {
  const before = knownSecrets(env, cwd)
  return (said) => {
    if (said === '') return said
    const secrets = [...new Set([...before, ...knownSecrets(env, cwd)])]
    // A whole one before its parts.
    secrets.sort((a, b) => b.length - a.length)
    return secrets.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), said)
  }
}

/** The keys in the engine's configuration, its logins and its environment, as far as they can be read. */
export function knownSecrets(env: Environment, cwd: string): string[] {
  const secrets = new Set<string>()
  const add = (value: string) => {
    for (const form of [value, JSON.stringify(value).slice(1, -1)]) secrets.add(form)
  }
  /** @param folder by which the files are named that the text refers to */
  const addFrom = (text: string, folder: string, isSecretive: (path: string[]) => boolean) => {
    for (const [path, value] of textsIn(text)) {
      if (!isSecretive(path)) continue
      for (const [, kind, name = ''] of value.matchAll(REFERENCE)) {
        add(kind === 'env' ? (env[name] ?? '') : read(resolve(folder, name)).trim())
      }
      const written = value.replace(REFERENCE, ' ').trim()
      // A reference alone holds no key, and what it names may be what is wrong.
      if (written) for (const part of [value, ...partsOf(written)]) add(part)
    }
  }
  const byName = (path: string[]) => path.some((name) => SECRETIVE.test(name))
  for (const file of configFiles(env, cwd)) addFrom(read(file), dirname(file), byName)
  addFrom(env.OPENCODE_CONFIG_CONTENT ?? '', cwd, byName)
  const { data } = engineFolders(env, cwd)
  for (const name of ['auth.json', 'mcp-auth.json']) {
    addFrom(read(join(data, name)), data, () => true)
  }
  addFrom(env.OPENCODE_AUTH_CONTENT ?? '', cwd, () => true)
  for (const [name, value = ''] of Object.entries(env)) if (VARIABLE.test(name)) add(value)
  return [...secrets].filter((secret) => secret.length >= SHORTEST && !isPlace(secret))
}

/** @returns empty for what is no file, or too large, or cannot be read: nor can the engine then */
function read(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found?.isFile() || found.size > LARGEST_FILE) return ''
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The texts of a configuration with their names, as far as it can be read: it may be what is broken. */
function textsIn(text: string): [path: string[], value: string][] {
  const texts: [string[], string][] = []
  const onLiteralValue = (
    value: unknown,
    _offset: number,
    _length: number,
    _line: number,
    _column: number,
    path: () => (string | number)[],
  ) => {
    if (typeof value === 'string' || typeof value === 'number') {
      texts.push([path().map(String), String(value)])
    }
  }
  try {
    visit(text, { onLiteralValue }, { allowTrailingComma: true })
  } catch (error) {
    // It is nested too deep; what was found until there counts.
    if (!(error instanceof RangeError)) throw error
  }
  return texts
}

const partsOf = (value: string) =>
  value.split(/[\s?&=@,;]/).filter((part) => part.length >= SHORTEST_PART)

/** A path of this machine tells nothing, and what is wrong with it is often the cause. */
const isPlace = (value: string) => isAbsolute(value) && existsSync(value)
