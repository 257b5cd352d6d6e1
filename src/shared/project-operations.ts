import type { Agent, Command, FileContent, McpStatus, Project } from '@opencode-ai/sdk/v2/types'
import { z } from 'zod'
import { directory, noContent, nothing, operation, typed } from './operation'

const inDirectory = z.strictObject({ directory: directory.optional() })

const AgentSchema = z
  .looseObject({
    name: z.string(),
    description: z.string().optional(),
    mode: z.enum(['subagent', 'primary', 'all']),
    hidden: z.boolean().optional().describe('Not meant to be chosen by a person'),
  })
  .describe('An agent, as the engine gives it, but for its options, which may hold keys')

const CommandSchema = z
  .looseObject({
    name: z.string(),
    description: z.string().optional(),
    agent: z.string().optional(),
    model: z.string().optional(),
    source: z.enum(['command', 'mcp', 'skill']).optional(),
    hints: z.array(z.string()).describe('Placeholders of its arguments, `$ARGUMENTS` or `$1`'),
  })
  .describe('A command, as the engine gives it')

const ProjectSchema = z
  .looseObject({
    id: z.string(),
    worktree: z.string().describe('Its root directory'),
    name: z.string().optional(),
    time: z.looseObject({ created: z.number(), updated: z.number() }),
  })
  .describe('A project that was opened with OpenCode, as the engine gives it')

const RecentProjectSchema = z
  .object({
    directory: z.string().describe('Absolute path of its folder'),
    usedAt: z
      .number()
      .describe('When it was last chosen, ms since the epoch; 0: only started in, never chosen'),
    exists: z.boolean().describe('Whether the folder is there now'),
  })
  .describe('A project that was worked in with Wheelhouse')
export type RecentProject = z.infer<typeof RecentProjectSchema>

const projectFolder = z.strictObject({
  directory: z.string().min(1).max(4096).describe('Absolute path of a project directory'),
})

const FileContentSchema = z
  .looseObject({
    type: z.enum(['text', 'binary']),
    content: z.string(),
    encoding: z.literal('base64').optional(),
    mimeType: z.string().optional(),
  })
  .describe('What is in a file: exactly its text when it is UTF-8, else its bytes')

const McpStatusSchema = z
  .looseObject({
    status: z.enum(['connected', 'disabled', 'failed', 'needs_auth', 'needs_client_registration']),
    error: z.string().optional(),
  })
  .describe('State of an MCP server')

/** What a composer offers: who can be asked, what can be said, what is in the project. */
export const projectOperations = {
  'agents.list': operation({
    method: 'GET',
    path: '/api/agents',
    status: 200,
    summary: 'Agents that a prompt may name',
    input: inDirectory,
    output: z.array(typed<Agent>(AgentSchema)),
  }),
  'commands.list': operation({
    method: 'GET',
    path: '/api/commands',
    status: 200,
    summary: 'Commands of the project, the person, MCP servers and skills',
    input: inDirectory,
    output: z.array(typed<Command>(CommandSchema)),
  }),
  'projects.list': operation({
    method: 'GET',
    path: '/api/projects',
    status: 200,
    summary: 'Projects that were opened with OpenCode',
    input: z.strictObject({}),
    output: z.array(typed<Project>(ProjectSchema)),
  }),
  'projects.recent': operation({
    method: 'GET',
    path: '/api/projects/recent',
    status: 200,
    summary: 'Projects that were worked in with Wheelhouse, the last one first',
    input: nothing,
    output: z.array(RecentProjectSchema),
  }),
  'projects.use': operation({
    method: 'POST',
    path: '/api/projects/recent',
    status: 200,
    summary: 'Put a project first among the recent ones',
    input: projectFolder,
    output: RecentProjectSchema,
  }),
  'projects.forget': operation({
    method: 'DELETE',
    path: '/api/projects/recent',
    status: 204,
    summary: 'Take a project off the recent ones; its folder and its sessions stay',
    input: projectFolder,
    output: noContent,
  }),
  'projects.choose': operation({
    method: 'POST',
    path: '/api/projects/choose',
    status: 200,
    conflicts: true,
    summary:
      'Let the person choose a folder in a dialog, and put it first among the recent projects',
    input: nothing,
    output: z.object({
      project: RecentProjectSchema.optional().describe('Absent when the dialog was cancelled'),
    }),
  }),
  'files.search': operation({
    method: 'GET',
    path: '/api/files',
    status: 200,
    summary: 'Files and directories of the project whose path fits, best first',
    input: z.strictObject({
      query: z.string().max(1000).describe('Part of a path; letters may be left out'),
      directory: directory.optional(),
      type: z.enum(['file', 'directory']).optional(),
      limit: z.coerce.number<number>().int().min(1).max(200).optional(),
    }),
    output: z.array(z.string()).describe('Paths within the project; a directory ends with a slash'),
  }),
  'files.read': operation({
    method: 'GET',
    path: '/api/files/content',
    status: 200,
    summary: 'Content of a file within the project',
    input: z.strictObject({
      path: z
        .string()
        .min(1)
        .max(4096)
        .describe('Relative to the directory; never leads out of it'),
      directory: directory.optional(),
    }),
    output: typed<FileContent>(FileContentSchema),
  }),
  'mcp.status': operation({
    method: 'GET',
    path: '/api/mcp',
    status: 200,
    summary: 'State of the MCP servers that are configured, by name',
    input: inDirectory,
    output: typed<Record<string, McpStatus>>(z.record(z.string(), McpStatusSchema)),
  }),
}
