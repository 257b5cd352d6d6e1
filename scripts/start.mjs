// @ts-check
// `npm start`. Only the Node check is imported outright: the rest is written for the Node that it
// asks for.
import { nodeWillDo } from './node-version.mjs'

if (nodeWillDo()) {
  import('./start-app.mjs').then((module) => module.start(process.argv.slice(2)))
}
