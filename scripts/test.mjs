// @ts-check
// `npm test`. Only the Node check is imported outright: the rest is written for the Node that it
// asks for.
import { nodeWillDo } from './node-version.mjs'

if (nodeWillDo()) {
  import('./run-tests.mjs').then((module) => module.test(process.argv.slice(2)))
}
