import type { RefObject } from 'react'
import { type Catalog, leadingAgents } from '../../store/catalog'
import type { Resolved } from '../../store/resolve-choice'
import { useActions } from '../context'
import { ChoiceMenu } from './choice-menu'
import { ModelPicker } from './model-picker'

interface Props {
  catalog: Catalog
  resolved: Resolved
  onOpen: () => void
  place: RefObject<HTMLElement | null>
}

/** The value of the line that names no variant. */
const NO_VARIANT = ''

/** Who answers the next message: agent, model, and how hard it thinks. */
export function Pickers({ catalog, resolved, onOpen, place }: Props) {
  const actions = useActions()
  const agents = leadingAgents(catalog)
  const { agent, model, modelRef, sent } = resolved
  const variants = model?.variants ?? []
  return (
    <>
      {agent !== undefined && agents.length > 1 && (
        <ChoiceMenu
          what="Agent"
          place={place}
          label={nameOf(agent)}
          value={agent}
          choices={agents.map(({ name, description }) => ({
            value: name,
            name: nameOf(name),
            about: description,
          }))}
          onChoose={(name) => actions.choose({ agent: name })}
        />
      )}
      <ModelPicker catalog={catalog} resolved={resolved} onOpen={onOpen} />
      {variants.length > 0 && (
        <ChoiceMenu
          what="Effort"
          place={place}
          label={sent.variant ? nameOf(sent.variant) : 'Default effort'}
          value={sent.variant ?? NO_VARIANT}
          choices={[
            { value: NO_VARIANT, name: 'Default effort', about: 'What the model does by itself' },
            ...variants.map((name) => ({ value: name, name: nameOf(name) })),
          ]}
          // The model that has it is chosen with it: it may be another one's by the next prompt.
          onChoose={(name) =>
            actions.choose({
              variant: name || undefined,
              ...(name && modelRef && { model: modelRef }),
            })
          }
        />
      )}
    </>
  )
}

const nameOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
