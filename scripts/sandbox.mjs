// @ts-check
// Whether Chromium's sandbox can work for an ordinary user of a Linux machine.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * @param {object} facts
 * @param {boolean} facts.namespaces whether a user may make namespaces of his own
 * @param {boolean} facts.restricted whether AppArmor takes the rights in them away, as Ubuntu's
 *   does since 24.04
 * @param {{uid: number, mode: number} | undefined} facts.helper owner and mode of the file
 *   chrome-sandbox
 * @returns {boolean}
 */
export function sandboxCanWork({ namespaces, restricted, helper }) {
  if (helper && helper.uid === 0 && (helper.mode & 0o4000) !== 0) return true
  return namespaces && !restricted
}

function mayMakeNamespaces() {
  const { error, status } = spawnSync('unshare', ['--user', '--map-root-user', 'true'])
  return error !== undefined || status === 0 // without that program, nothing is known against it
}

function restrictedByAppArmor() {
  try {
    const setting = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'
    return readFileSync(setting, 'utf8').trim() === '1'
  } catch {
    return false // most kernels have no such setting
  }
}

/**
 * What to tell a person whose system will not let Electron sandbox its pages.
 * @param {string} executable
 * @returns {string} one sentence; empty when there is nothing to tell
 */
export function sandboxAdvice(executable) {
  const helper = join(dirname(executable), 'chrome-sandbox')
  const facts = {
    namespaces: mayMakeNamespaces(),
    restricted: restrictedByAppArmor(),
    helper: statSync(helper, { throwIfNoEntry: false }),
  }
  if (sandboxCanWork(facts)) return ''
  return `This system keeps Electron's sandbox from working; should it refuse to start: sudo chown root "${helper}" && sudo chmod 4755 "${helper}"`
}
