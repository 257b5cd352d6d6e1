// The demo's scripted model in a process of its own, for an engine that the app does not start.
import { startScriptedModel } from '../src/main/demo/model'
import { serveCalls } from './rpc.mjs'

serveCalls({ listen: async () => (await startScriptedModel()).config }, () => process.exit())
