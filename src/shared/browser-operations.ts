import { z } from 'zod'
import { noContent, nothing, operation } from './operation'

/** Wheelhouse in a browser. */
export const browserOperations = {
  'browser.link': operation({
    method: 'POST',
    path: '/api/browser/link',
    status: 200,
    conflicts: true,
    summary: 'Make an address that lets a browser in: once, and within a minute',
    input: nothing,
    output: z.object({
      url: z.string().describe('To be opened in a browser; the code in it is a secret'),
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
}
