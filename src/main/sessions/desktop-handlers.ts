import { AppError } from '../../shared/errors'
import type { Handlers, OperationInput } from '../../shared/operations'

export type Theme = OperationInput<'desktop.theme'>['theme']

/** Reaches the desktop, where there is one. @param setTheme absent without windows */
export function createDesktopHandlers(setTheme: ((theme: Theme) => void) | undefined) {
  return {
    'desktop.theme': async ({ theme }) => {
      if (setTheme) return setTheme(theme)
      throw new AppError(
        'conflict',
        'Wheelhouse runs without a window here, so there is nothing to give a theme to.',
      )
    },
  } satisfies Partial<Handlers>
}
