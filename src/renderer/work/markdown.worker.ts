import { readMarkdown } from '../ui/markdown/read-markdown'
import { serve } from './serve'

// Reads Markdown apart from the page, where it may take as long as it is let.
serve(globalThis, (job) => (typeof job === 'string' ? readMarkdown(job) : undefined))
