// @ts-check
// `npm run screenshots`. Only the Node check is imported outright: the rest is written for the Node
// that it asks for.
import { nodeWillDo } from './node-version.mjs'

if (nodeWillDo()) {
  import('./take-screenshots.mjs').then((module) => module.takeScreenshots(process.argv.slice(2)))
}
