import { z } from 'zod'
import { noContent, nothing, operation } from './operation'

const BrowserIdSchema = z
  .string()
  .max(64)
  .regex(/^brw_[A-Za-z0-9]+$/, 'is not a browser id (brw_…)')

export const PairedBrowserSchema = z.object({
  id: BrowserIdSchema,
  name: z.string().describe('By what it says of itself: “Firefox on Linux”'),
  pairedAt: z.number().describe('When it was let in, ms since the epoch'),
  seenAt: z.number().describe('When it last asked for something, ms since the epoch'),
  connected: z.boolean().describe('It has a connection open now'),
})
/** A browser that is let in. */
export type PairedBrowser = z.infer<typeof PairedBrowserSchema>

/** Wheelhouse in a browser. */
export const browserOperations = {
  'browser.link': operation({
    method: 'POST',
    path: '/api/browser/link',
    status: 200,
    summary: 'Make a code that lets a browser in, once and within two minutes, and its address',
    input: nothing,
    output: z.object({
      url: z.string().describe('To be opened in a browser; the code in it is a secret'),
      code: z.string().describe('To be entered on the page in a browser; a secret'),
      expiresAt: z.number().describe('When the code ends, ms since the epoch'),
    }),
  }),
  'browser.open': operation({
    method: 'POST',
    path: '/api/browser/open',
    status: 204,
    conflicts: true,
    summary: 'Open Wheelhouse in the browser of the machine that it runs on',
    input: nothing,
    output: noContent,
  }),
  'browser.list': operation({
    method: 'GET',
    path: '/api/browsers',
    status: 200,
    summary: 'List the browsers that are let in, the newest first',
    input: nothing,
    output: z.array(PairedBrowserSchema),
  }),
  'browser.remove': operation({
    method: 'DELETE',
    path: '/api/browsers/:id',
    status: 204,
    summary: 'Turn a browser away: it has to be let in again',
    input: z.strictObject({ id: BrowserIdSchema }),
    output: noContent,
  }),
}
