import { z } from 'zod'
import { noContent, operation } from './operation'

/** What only the desktop has: refused where Wheelhouse runs without windows. */
export const desktopOperations = {
  'desktop.theme': operation({
    method: 'POST',
    path: '/api/desktop/theme',
    status: 204,
    conflicts: true,
    summary: 'Set the theme of what the system draws: menus, dialogs, the frame of the window',
    input: z.strictObject({ theme: z.enum(['system', 'light', 'dark']) }),
    output: noContent,
  }),
}
