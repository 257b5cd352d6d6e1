import { AppError } from '../../shared/errors'
import type { Client } from '../client/client'
import type { ListView } from './list-view'
import { messageOf } from './message-of'
import type { Store } from './store'

/** What a person can do with the list of sessions and with projects. None of these rejects. */
export interface ListActions {
  /**
   * Begins a new session: it is created with its first message.
   * @param directory the project; the current one when absent
   */
  startNew(directory?: string): void
  /** Makes a project the current one, and begins a new session in it. */
  chooseProject(directory: string): Promise<void>
  /** Lets the person choose a folder in a dialog. Desktop only. */
  addProject(): Promise<void>
  /** Puts a project first among the recent ones. */
  noteProject(directory: string): Promise<void>
  /** Takes a project off the recent ones. */
  forgetProject(directory: string): Promise<void>
  loadProjects(): Promise<void>
  /** Changes how the list is looked at. */
  changeList(change: (view: ListView) => void): void
}

/** Builds these actions over a client and a store. */
export function createListActions(client: Client, store: Store): ListActions {
  const say = (text: string) => store.write(() => store.notices.add('action', text))

  const loadProjects = async () => {
    const ticket = store.projects.begin()
    try {
      const { value } = await client.call('projects.recent', {})
      store.write(() => store.projects.fill(ticket, value))
    } catch (error) {
      store.write(() => store.projects.fail(ticket, messageOf(error)))
    }
  }

  const noteProject = async (directory: string) => {
    try {
      await client.call('projects.use', { directory })
    } catch (error) {
      say(`The project was not added. ${messageOf(error)}`)
    }
    await loadProjects()
  }

  const startNew = (directory?: string) =>
    store.write(() => {
      store.setOpen(undefined)
      if (directory !== undefined) store.projects.choose(directory)
    })

  return {
    startNew,
    noteProject,
    loadProjects,

    async chooseProject(directory) {
      startNew(directory)
      // Of a folder that is gone the start view says so, and what to do.
      if (store.projects.isGone(directory)) await loadProjects()
      else await noteProject(directory)
    },

    async addProject() {
      if (store.projects.isChoosing) return
      store.write(() => store.projects.setChoosing(true))
      try {
        const { project } = (await client.call('projects.choose', {})).value
        if (project) {
          startNew(project.directory)
          await loadProjects()
        }
      } catch (error) {
        say(
          error instanceof AppError && error.code === 'conflict'
            ? messageOf(error)
            : `The project was not added. ${messageOf(error)}`,
        )
      } finally {
        store.write(() => store.projects.setChoosing(false))
      }
    },

    async forgetProject(directory) {
      try {
        await client.call('projects.forget', { directory })
        store.write(() => store.projects.forget(directory))
      } catch (error) {
        say(`The project is still on the list. ${messageOf(error)}`)
      }
    },

    changeList(change) {
      store.write(() => change(store.listView))
    },
  }
}
