import { useEffect, useRef } from 'react'
import { Icon, type IconName } from '../icons'
import { Named, Said, SaidOnLine } from '../named'
import { hintsOf, type Option } from './completion'

interface Props {
  id: string
  options: readonly Option[]
  note: string
  /** Index of the option that Enter puts in. */
  active: number
  onHover: (index: number) => void
  onPick: (option: Option) => void
}

/** The options above the field. The focus stays in the field, which names the active one. */
export function CompletionList({ id, options, note, active, onHover, onPick }: Props) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <div className="completions">
      {options.length > 0 && (
        <div
          ref={list}
          id={id}
          className="completion-options"
          role="listbox"
          aria-label="Suggestions"
          // What scrolls has to be reachable; the field's Tab picks before it would come here.
          tabIndex={0}
        >
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
            <div
              key={option.id}
              id={optionId(id, index)}
              className="completion"
              role="option"
              aria-selected={index === active}
              // Else the field loses the focus before the click.
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => index !== active && onHover(index)}
              onClick={() => onPick(option)}
            >
              <OptionLine option={option} />
            </div>
          ))}
        </div>
      )}
      {note !== '' && (
        <p className="completion-note">
          <Said text={note} />
        </p>
      )}
    </div>
  )
}

/** The id of an option, for `aria-activedescendant`. */
export const optionId = (listID: string, index: number): string => `${listID}-${index}`

function OptionLine({ option }: { option: Option }) {
  switch (option.kind) {
    case 'file': {
      const cut = option.path.replace(/\/$/, '').lastIndexOf('/') + 1
      const isDirectory = option.path.endsWith('/')
      return (
        <Line
          icon={isDirectory ? 'folder' : 'file'}
          name={option.path.slice(cut)}
          about={option.path.slice(0, cut)}
        />
      )
    }
    case 'agent':
      return <Line icon="agent" name={option.agent.name} about={option.agent.description} />
    case 'command': {
      const { name, description } = option.command
      return (
        <Line
          icon="terminal"
          name={`/${name}`}
          hint={hintsOf(option.command)}
          about={description}
        />
      )
    }
    case 'app':
      return <Line icon="tool" name={`/${option.slash.name}`} about={option.slash.command.title} />
  }
}

interface LineProps {
  icon: IconName
  name: string
  hint?: string
  about?: string | undefined
}

function Line({ icon, name, hint, about }: LineProps) {
  return (
    <>
      <Icon name={icon} />
      <span className="completion-name">
        <Named text={name} />
      </span>
      {hint && (
        <span className="completion-hint">
          <SaidOnLine text={hint} />
        </span>
      )}
      {about && (
        <span className="completion-about">
          <SaidOnLine text={about} />
        </span>
      )}
    </>
  )
}
