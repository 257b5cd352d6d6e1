import { useMemo, useState } from 'react'
import type { Catalog } from '../../store/catalog'
import type { Resolved } from '../../store/resolve-choice'
import { COMMANDS } from '../commands'
import { useActions, useHelm, useStore } from '../context'
import { Icon } from '../icons'
import { Named } from '../named'
import {
  DEFAULT_ENTRY,
  describeModel,
  explainModel,
  groupModels,
  MOST_MODELS,
  type ModelEntry,
} from './model-groups'
import { MODEL_PICKER_ID } from './picker-ids'
import { SearchPicker } from './search-picker'

interface Props {
  catalog: Catalog
  resolved: Resolved
  /** Asks for the catalog anew: what is connected may have changed. */
  onOpen: () => void
}

/** The choice of the model that answers. */
export function ModelPicker({ catalog, resolved, onOpen }: Props) {
  const actions = useActions()
  const recent = useStore((store) => store.choices.state.recent)
  const [query, setQuery] = useState('')
  const { groups, count } = useMemo(
    () => groupModels(catalog, recent, query),
    [catalog, recent, query],
  )
  const { modelRef, model, sent } = resolved
  const value = useMemo<ModelEntry>(() => {
    const { model: ref } = sent
    if (!ref) return DEFAULT_ENTRY
    const key = `${ref.providerID}/${ref.modelID}`
    return { ...DEFAULT_ENTRY, key, ref }
  }, [sent])
  return (
    <SearchPicker
      id={MODEL_PICKER_ID}
      what="Model"
      listName="Choose a model"
      searchName="Search models"
      label={model?.name ?? modelRef?.modelID ?? 'Default model'}
      tip={model ? explainModel(model) : 'The model that answers'}
      groups={groups}
      query={query}
      onQuery={setQuery}
      value={value}
      onOpen={onOpen}
      onChoose={(entry) => actions.choose({ model: entry.ref, variant: undefined })}
      about={(entry) => <About entry={entry} />}
      tipOf={(entry) => entry.model && explainModel(entry.model)}
      note={noteOf(catalog, query, count)}
      foot={(close) => <ConnectEntry onPick={close} />}
    />
  )
}

function About({ entry: { key, model, provider } }: { entry: ModelEntry }) {
  if (key === DEFAULT_ENTRY.key) return 'What the agent or the configuration names'
  const numbers = model ? describeModel(model) : ''
  if (!key.startsWith('recent ')) return numbers
  return (
    <>
      <Named text={provider} />
      {numbers !== '' && ` · ${numbers}`}
    </>
  )
}

function noteOf({ phase, failure, providers }: Catalog, query: string, count: number): string {
  if (failure !== '') return `The models could not be loaded. ${failure}`
  if (phase === 'loading') return 'Loading models…'
  if (!providers.some(({ connected }) => connected)) return 'No provider is connected.'
  if (count === 0) return `No model fits “${query}”.`
  return count > MOST_MODELS ? `${MOST_MODELS} of ${count} shown. Type to find others.` : ''
}

/** Leads to where a provider is connected, once there is such a place. */
function ConnectEntry({ onPick }: { onPick: () => void }) {
  const helm = useHelm()
  const command = COMMANDS.find(({ id }) => id === 'providers.connect')
  if (!command || command.isEnabled?.(helm) === false) return null
  return (
    <button
      type="button"
      className="picker-more"
      onClick={() => {
        onPick()
        command.run(helm)
      }}
    >
      <Icon name="plus" />
      Connect a provider…
    </button>
  )
}
