// @ts-check
// From SIGSTOP of the engine until another one answers, against the rule's own waiting time.
import { startHeadless, untilReplaced } from './headless.mjs'

// Three missed probes and 30 s of silence (src/main/engine/health.ts).
const RULE_MS = 30_000

/**
 * @param {import('../scripts/command.mjs').Context} context
 * @returns {Promise<import('./result.mjs').Result[]>}
 */
export async function run({ signal }) {
  const headless = await startHeadless(signal)
  try {
    const { pid } = await headless.get('/api/engine/status')
    process.kill(pid, 'SIGSTOP')
    const ours = Math.round(await untilReplaced(headless, pid, 120_000))
    return [
      {
        name: 'hang',
        ratio: Number((ours / RULE_MS).toFixed(2)),
        budget: '75000 ms',
        ours,
        theirs: RULE_MS,
        spread: 'one run',
        unit: 'ms',
      },
    ]
  } finally {
    await headless.end()
  }
}
