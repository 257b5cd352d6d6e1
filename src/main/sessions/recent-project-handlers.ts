import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import type { RecentProjects } from './recent-projects'

/** How a person comes to a project. */
export interface ProjectChoice {
  recent: RecentProjects
  /**
   * Asks the person for a folder. Absent without a desktop to do it on.
   * @returns undefined when they cancelled
   */
  chooseFolder?: (() => Promise<string | undefined>) | undefined
}

/** The projects that were worked in, and the dialog that adds one. */
export function createRecentProjectHandlers({ recent, chooseFolder }: ProjectChoice) {
  // The dialog waits for a person: a second one would only lie over the first.
  let isChoosing = false
  return {
    'projects.recent': () => recent.list(),
    'projects.use': ({ directory }) => recent.use(directory),
    'projects.forget': ({ directory }) => recent.forget(directory),
    'projects.choose': async () => {
      if (!chooseFolder) {
        throw new AppError(
          'conflict',
          'Wheelhouse runs without a window here, and shows no dialog. Name the folder to POST /api/projects/recent instead.',
        )
      }
      if (isChoosing) {
        throw new AppError(
          'conflict',
          'A folder is being chosen already. Finish in the dialog that is open.',
        )
      }
      isChoosing = true
      try {
        const directory = await chooseFolder()
        return directory === undefined ? {} : { project: await recent.use(directory) }
      } finally {
        isChoosing = false
      }
    },
  } satisfies Partial<Handlers>
}
