import type { Handlers } from '../../shared/operations'
import { requireDirectory } from './directory'
import { ask } from './engine-answer'
import { searchFiles } from './file-search'
import type { HandlersOptions } from './handlers'
import { readProjectFile } from './project-file'

/** What is in a project, and what can be done in it. */
export function createProjectHandlers({ engine, projectDir }: HandlersOptions) {
  const client = () => engine.getClient()
  /** @throws AppError `invalid_input` for one that is not there */
  const existing = (directory = projectDir) => requireDirectory(directory)

  return {
    'agents.list': async ({ directory }) => {
      const agents = await ask(client().app.agents({ directory: await existing(directory) }))
      // Whatever the configuration says of an agent that the engine has no name for is in there, keys too.
      return agents.map((agent) => ({ ...withoutNulls(agent), options: {} }))
    },
    'commands.list': async ({ directory }) => {
      const commands = await ask(client().command.list({ directory: await existing(directory) }))
      return commands.map(withoutNulls)
    },
    'projects.list': async () => ask(client().project.list()),
    'files.search': async ({ directory, ...query }) =>
      searchFiles(client(), { ...query, directory: await existing(directory) }),
    'files.read': async ({ path, directory }) => readProjectFile(await existing(directory), path),
    'mcp.status': async ({ directory }) =>
      ask(client().mcp.status({ directory: await existing(directory) })),
  } satisfies Partial<Handlers>
}

// The engine says null of what the configuration leaves open, against its own types (opencode 1.18).
const withoutNulls = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as T
