import { Combobox } from '@base-ui/react/combobox'
import { useMemo, useState } from 'react'
import type { Catalog } from '../../store/catalog'
import type { Resolved } from '../../store/resolve-choice'
import { COMMANDS } from '../commands'
import { useActions, useHelm, useStore } from '../context'
import { COMPOSER_ID } from '../focus'
import { Icon } from '../icons'
import {
  DEFAULT_ENTRY,
  describeModel,
  explainModel,
  groupModels,
  MOST_MODELS,
  type ModelEntry,
  type ModelGroup,
} from './model-groups'
import { MODEL_PICKER_ID } from './picker-ids'

interface Props {
  catalog: Catalog
  resolved: Resolved
  /** Asks for the catalog anew: what is connected may have changed. */
  onOpen: () => void
}

/** Which model answers: a button that opens a list which can be searched. */
export function ModelPicker({ catalog, resolved, onOpen }: Props) {
  const actions = useActions()
  const recent = useStore((store) => store.choices.state.recent)
  const [query, setQuery] = useState('')
  const [isOpen, setOpen] = useState(false)
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
  const label = model?.name ?? modelRef?.modelID ?? 'Default model'

  return (
    <Combobox.Root<ModelEntry>
      items={groups}
      filter={null}
      value={value}
      isItemEqualToValue={(a, b) => a.key === b.key}
      itemToStringLabel={({ name }) => name}
      autoHighlight
      open={isOpen}
      onOpenChange={(open) => {
        setOpen(open)
        if (open) onOpen()
        else setQuery('')
      }}
      inputValue={query}
      onInputValueChange={(text, { reason }) => {
        // The name of what is chosen is not what is looked for.
        if (reason === 'input-change' || reason === 'input-clear') setQuery(text)
      }}
      onValueChange={(entry) => {
        if (entry) actions.choose({ model: entry.ref, variant: undefined })
      }}
    >
      <Combobox.Trigger
        id={MODEL_PICKER_ID}
        className="picker"
        aria-label={`Model: ${label}`}
        title={model ? explainModel(model) : 'The model that answers'}
      >
        <span className="picker-label">{label}</span>
        <Icon name="choose" />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className="picker-place" side="top" align="start" sideOffset={8}>
          <Combobox.Popup
            className="picker-popup"
            aria-label="Choose a model"
            finalFocus={() => document.getElementById(COMPOSER_ID)}
          >
            <div className="picker-search">
              <Icon name="search" />
              <Combobox.Input
                className="picker-input"
                aria-label="Search models"
                placeholder="Search models"
              />
            </div>
            <Combobox.List className="picker-list">
              {(group: ModelGroup) => (
                <Combobox.Group key={group.value} items={group.items} className="picker-group">
                  {group.value !== '' && (
                    <Combobox.GroupLabel className="picker-group-label">
                      {group.value}
                    </Combobox.GroupLabel>
                  )}
                  <Combobox.Collection>
                    {(entry: ModelEntry) => <Entry key={entry.key} entry={entry} />}
                  </Combobox.Collection>
                </Combobox.Group>
              )}
            </Combobox.List>
            <Note catalog={catalog} query={query} count={count} />
            <ConnectEntry onPick={() => setOpen(false)} />
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}

function Entry({ entry }: { entry: ModelEntry }) {
  const { name, model, provider, key } = entry
  const isRecent = key.startsWith('recent ')
  return (
    <Combobox.Item value={entry} className="picker-item" title={model && explainModel(model)}>
      <span className="picker-check">
        <Combobox.ItemIndicator>
          <Icon name="check" />
        </Combobox.ItemIndicator>
      </span>
      <span className="picker-name">{name}</span>
      <span className="picker-about">
        {model ? [isRecent ? provider : '', describeModel(model)].filter(Boolean).join(' · ') : ''}
        {entry === DEFAULT_ENTRY && 'What the agent or the configuration names'}
      </span>
    </Combobox.Item>
  )
}

function Note({ catalog, query, count }: { catalog: Catalog; query: string; count: number }) {
  const text = noteOf(catalog, query, count)
  return (
    <Combobox.Status className={text === '' ? 'hidden-text' : 'picker-note'}>
      {text}
    </Combobox.Status>
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
