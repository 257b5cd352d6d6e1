import { z } from 'zod'

// Loaded before any schema is made: zod tries otherwise whether it may make code of texts, which
// the page's policy forbids and the browser reports.
z.config({ jitless: true })
