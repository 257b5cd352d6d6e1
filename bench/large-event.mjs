// @ts-check
// One event of 4 MiB through upstream and hub, against the least that any reader must do.
import { compare, inTurns } from './result.mjs'
import { withStage } from './stage.mjs'

const BYTES = 4 * 1024 * 1024
const ROUNDS = 15

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  return withStage(context, async ({ source, app }) => {
    const { ours, theirs } = await inTurns(ROUNDS, async (side) => {
      await app('armLarge', { side })
      const { startedAt } = await source('large', { side, bytes: BYTES })
      return (await app('doneLarge')) - startedAt
    })
    return [compare({ name: 'large-event', budget: 1.5, unit: 'ms' }, ours, theirs)]
  })
}
