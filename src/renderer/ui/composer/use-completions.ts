import { useEffect, useMemo, useState } from 'react'
import { type Catalog, namedAgents } from '../../store/catalog'
import { useActions, useHelm } from '../context'
import { commandOptions, isNoName, mentionOptions, type Option, type Trigger } from './completion'
import { slashCommands } from './slash-commands'

/** How long nothing is typed before the engine is asked, in ms. */
const PAUSE = 120

const NO_PATHS: readonly string[] = []

interface Found {
  readonly query: string
  /** Undefined when the engine could not say. */
  readonly paths: readonly string[] | undefined
}

export interface Completions {
  readonly options: readonly Option[]
  /** What there is to say beside the options, or empty. */
  readonly note: string
}

/**
 * What could be put in for what is being written. Files are asked for after a pause; what was found
 * for an earlier query stays until then, and an answer that came late is dropped.
 */
export function useCompletions(
  trigger: Trigger | undefined,
  directory: string | undefined,
  catalog: Catalog,
): Completions {
  const helm = useHelm()
  const actions = useActions()
  const [found, setFound] = useState<Found>()
  const query = trigger?.kind === 'mention' ? trigger.query : undefined
  const isOver = query !== undefined && goesNowhere(query, found)
  const isNone = query === undefined

  useEffect(() => {
    if (isNone) setFound(undefined)
  }, [isNone])
  useEffect(() => {
    if (query === undefined || isOver) return
    let isWanted = true
    const timer = setTimeout(() => {
      void actions.findFiles(directory, query).then((paths) => {
        if (isWanted) setFound({ query, paths })
      })
    }, PAUSE)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [actions, directory, query, isOver])

  return useMemo(() => {
    if (!trigger) return { options: [], note: '' }
    if (trigger.kind === 'command') {
      const { commands } = catalog
      const options = commandOptions(trigger.query, commands, slashCommands(helm, commands))
      return { options, note: options.length > 0 ? '' : commandNote(catalog) }
    }
    const options = mentionOptions(trigger.query, namedAgents(catalog), found?.paths ?? NO_PATHS)
    return { options, note: fileNote(trigger.query, found, options.length) }
  }, [trigger, catalog, found, helm])
}

/** Tells whether it goes on from what was no name already. */
const goesNowhere = (query: string, found: Found | undefined) =>
  found?.paths !== undefined && query.startsWith(found.query) && isNoName(found.query, found.paths)

function commandNote({ phase, failure }: Catalog): string {
  if (phase === 'failed') return `The commands could not be loaded. ${failure}`
  return phase === 'loading' ? 'Loading commands…' : ''
}

function fileNote(query: string, found: Found | undefined, count: number): string {
  // Mostly it is what a person goes on to say.
  if (query.includes(' ')) return ''
  if (!found) return count > 0 ? '' : 'Looking for files…'
  if (!found.paths) return 'The files could not be searched. Try again.'
  return count === 0 && found.query === query ? 'No file or agent fits.' : ''
}
