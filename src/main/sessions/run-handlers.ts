import type { MessageWithParts } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { EventEnvelope } from '../../shared/events'
import type { Handlers } from '../../shared/operations'
import { defaultAgent, KnownChoices, type ModelRef, requireCommand } from './choices'
import { requirePast } from './clock-guard'
import { checkNames, mayName } from './command-files'
import { ask, sessionBusy } from './engine-answer'
import { handOver } from './hand-over'
import type { SessionHandlersOptions } from './handlers'
import { MessageNames } from './message-names'
import { checkFiles, namesFiles, withAddresses } from './prompt-files'
import { startRun } from './start-run'

/** What starts the agent and what stops it. None of it ends with the call that asked for it. */
export function createRunHandlers({ engine, events, places }: SessionHandlersOptions) {
  const client = () => engine.getClient()
  const sessions = () => engine.getClient().session
  const { hub, newestMessages } = events
  const names = new MessageNames(events.messageIds)
  const choices = new KnownChoices(hub)
  const requirePresent = (sessionID: string) => {
    const isElsewhere = engine.getEngineStatus().attached
    return requirePast({ client: client(), newestMessages, isElsewhere }, sessionID)
  }
  /** The session, once its events are followed: without them an answer would pass unseen. */
  const prepare = async (sessionID: string) => {
    await events.connected()
    const session = await ask(sessions().get({ sessionID }))
    places.require(session)
    await requirePresent(sessionID)
    return session
  }
  /** @throws AppError `invalid_input` for an agent or a model that is not there */
  const requireChoices = async (
    directory: string,
    { agent, model }: { agent?: string | undefined; model?: ModelRef | undefined },
  ) => {
    if (agent) await choices.requireAgent(client(), directory, agent)
    if (model) await choices.requireModel(client(), directory, model)
  }
  /** To a command or in the shell the engine answers 500 without a word where there is no model. */
  const requireAnyModel = async (directory: string, model: ModelRef | undefined) => {
    if (!model) await choices.requireAnyModel(client(), directory)
  }
  const start = (
    sessionID: string,
    isTaken: (payload: EventEnvelope['payload']) => boolean,
    call: () => Promise<unknown>,
  ) => startRun({ hub, sessionID, isTaken, call })

  return {
    'sessions.prompt': async ({ id, messageID: chosen, ...request }, context) => {
      // The engine finds the session's directory by itself, and refuses an unknown one (1.18.33): to
      // ask for it each time would double what the first word waits for us.
      const said = withAddresses(request.parts)
      const isReading = namesFiles(said)
      let directory = isReading ? undefined : places.directoryOf(id)
      if (directory !== undefined) {
        await events.connected()
        await requirePresent(id)
      } else directory = (await prepare(id)).directory
      await requireChoices(directory, request)
      for (const [index, part] of said.entries()) {
        if (part.type !== 'agent') continue
        await choices.requireAgent(client(), directory, part.name, `parts.${index}.name`)
      }
      const project = directory
      return names.use(client(), id, chosen, (messageID) => {
        const call = async () => {
          const parts = isReading ? await checkFiles(project, said) : said
          context.seq = hub.seq
          const answer = sessions().promptAsync({ ...request, sessionID: id, messageID, parts })
          await ask(answer, 'The engine could not take the message. Try again.')
        }
        return handOver(client(), { sessionID: id, messageID, call })
      })
    },
    'sessions.command': async (input, context) => {
      const { id, messageID: chosen, model, agent, arguments: words = '' } = input
      const { command, variant } = input
      const { directory } = await prepare(id)
      const said = input.parts && withAddresses(input.parts)
      const { template } = await requireCommand(client(), directory, command)
      await requireChoices(directory, input)
      await requireAnyModel(directory, model)
      if (mayName(template, words)) {
        const { worktree } = await ask(client().path.get({ directory }))
        await checkNames({ template, words, directory, worktree })
      }
      const parts = said && (await checkFiles(directory, said))
      return names.use(client(), id, chosen, async (messageID) => {
        context.seq = await start(id, isMessage(messageID), () =>
          ask(
            sessions().command({
              sessionID: id,
              directory,
              messageID,
              command,
              arguments: words,
              agent,
              model: model && `${model.providerID}/${model.modelID}`,
              variant,
              parts,
            }),
            `The engine could not run the command ${command}. Look at how it is configured.`,
          ),
        )
      })
    },
    'sessions.shell': async ({ id, messageID: chosen, ...request }, context) => {
      const { command, model } = request
      const { directory, agent: lastUsed } = await prepare(id)
      await requireChoices(directory, request)
      await requireAnyModel(directory, model)
      const agent = request.agent ?? lastUsed ?? (await defaultAgent(client(), directory))
      return names.use(client(), id, chosen, async (messageID) => {
        context.seq = await start(id, isMessage(messageID), () =>
          ask(
            sessions().shell({ sessionID: id, directory, messageID, command, model, agent }),
            'The engine could not run that in the shell. Try again.',
          ),
        )
      })
    },
    'sessions.summarize': async ({ id, model: asked }) => {
      const { directory, model: lastUsed } = await prepare(id)
      // The engine would take it, and then end the run that is under way unfinished (1.18).
      const busy = await ask(sessions().status({ directory }))
      if (busy[id]) throw sessionBusy()
      const [last] = await ask(sessions().messages({ sessionID: id, limit: 1 }))
      if (!last) throw new AppError('conflict', 'There is nothing to compact yet. Say something.')
      const model =
        asked ??
        (lastUsed ? { providerID: lastUsed.providerID, modelID: lastUsed.id } : modelOf(last))
      await choices.requireModel(client(), directory, model)
      await start(id, isCompaction, () =>
        ask(
          sessions().summarize({ sessionID: id, directory, ...model }),
          'The engine could not compact the session. Try again.',
        ),
      )
    },
    'sessions.abort': async ({ id }) => {
      const { directory } = await ask(sessions().get({ sessionID: id }))
      const aborted = events.projection.status(id).type !== 'idle'
      await ask(
        sessions().abort({ sessionID: id, directory }),
        'The engine could not stop the run. Try again, or restart the engine.',
      )
      return { aborted }
    },
  } satisfies Partial<Handlers>
}

const isMessage = (id: string) => (payload: EventEnvelope['payload']) =>
  payload.type === 'message.updated' && payload.properties.info.id === id

const isCompaction = (payload: EventEnvelope['payload']) =>
  payload.type === 'message.part.updated' && payload.properties.part.type === 'compaction'

const modelOf = ({ info }: MessageWithParts): ModelRef =>
  info.role === 'user'
    ? { providerID: info.model.providerID, modelID: info.model.modelID }
    : { providerID: info.providerID, modelID: info.modelID }
