import { Menu } from '@base-ui/react/menu'
import type { RefObject } from 'react'
import { COMPOSER_ID } from '../focus'
import { Icon } from '../icons'

export interface MenuChoice {
  readonly value: string
  readonly name: string
  readonly about?: string | undefined
}

interface Props {
  /** What is chosen here: “Agent”. */
  what: string
  label: string
  value: string
  choices: readonly MenuChoice[]
  onChoose: (value: string) => void
  /** Where the menu is put: within the landmark that the button is in. */
  place: RefObject<HTMLElement | null>
}

/** One of a few: a button that opens a menu. */
export function ChoiceMenu({ what, label, value, choices, onChoose, place }: Props) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="picker" aria-label={`${what}: ${label}`} title={what}>
        <span className="picker-label">{label}</span>
        <Icon name="choose" />
      </Menu.Trigger>
      <Menu.Portal container={place}>
        <Menu.Positioner className="picker-place" side="top" align="start" sideOffset={8}>
          <Menu.Popup
            className="picker-popup picker-menu"
            aria-label={what}
            finalFocus={() => document.getElementById(COMPOSER_ID)}
          >
            <Menu.RadioGroup value={value} onValueChange={onChoose}>
              {choices.map((choice) => (
                <Menu.RadioItem
                  key={choice.value}
                  className="picker-item"
                  value={choice.value}
                  label={choice.name}
                  closeOnClick
                >
                  <span className="picker-check">
                    <Menu.RadioItemIndicator>
                      <Icon name="check" />
                    </Menu.RadioItemIndicator>
                  </span>
                  <span className="picker-name">{choice.name}</span>
                  {choice.about && <span className="picker-about">{choice.about}</span>}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
