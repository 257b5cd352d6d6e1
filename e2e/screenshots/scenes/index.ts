import type { Act } from '../scene'
import { askActs } from './asks'
import { dialogActs } from './dialogs'
import { engineActs } from './engine'
import { firstRunActs } from './first-run'
import { sessionActs } from './sessions'
import { workActs } from './work'

/** Every screen, act by act; each area adds its own. */
export const ACTS: readonly Act[] = [
  ...sessionActs,
  ...askActs,
  ...workActs,
  ...dialogActs,
  ...engineActs,
  ...firstRunActs,
]
