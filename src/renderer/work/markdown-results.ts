import { after } from '../client/after'
import { asReadMarkdown, type ReadMarkdown } from '../ui/markdown/read-markdown'
import { Results } from './results'
import { TimedWorker } from './timed-worker'

/** All Markdown of this page that is not read at once. */
export const markdownResults = new Results<string, ReadMarkdown>(
  new TimedWorker({
    start: () => new Worker(new URL('./markdown.worker.ts', import.meta.url), { type: 'module' }),
    read: asReadMarkdown,
    after,
  }),
)
