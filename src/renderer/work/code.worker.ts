import { colourCode, isCodeJob } from './code-jobs'
import { serve } from './serve'

// Colours code apart from the page, where it may take as long as it is let.
serve(globalThis, (job) => (isCodeJob(job) ? colourCode(job) : undefined))
