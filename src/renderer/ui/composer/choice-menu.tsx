import { Menu } from '@base-ui/react/menu'
import type { RefObject } from 'react'
import { COMPOSER_ID } from '../focus'
import { Icon } from '../icons'
import { Named, nameInWords, SaidOnLine } from '../named'
import { ChoiceSearch } from './choice-search'

export interface MenuChoice {
  readonly value: string
  readonly name: string
  readonly about?: string | undefined
}

export interface ChoiceProps {
  /** What is chosen here: “Agent”. */
  what: string
  label: string
  value: string
  choices: readonly MenuChoice[]
  onChoose: (value: string) => void
  /** Where the menu is put: within the landmark that the button is in. */
  place: RefObject<HTMLElement | null>
}

// More are looked for rather than looked through.
const MOST_IN_MENU = 50

/** One of several: a button that opens a menu, or a list to be searched where they are many. */
export function ChoiceMenu(props: ChoiceProps) {
  return props.choices.length > MOST_IN_MENU ? (
    <ChoiceSearch {...props} />
  ) : (
    <FewChoices {...props} />
  )
}

function FewChoices({ what, label, value, choices, onChoose, place }: ChoiceProps) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="picker" aria-label={`${what}: ${nameInWords(label)}`} title={what}>
        <span className="picker-label">
          <Named text={label} />
        </span>
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
                  label={nameInWords(choice.name)}
                  closeOnClick
                >
                  <span className="picker-check">
                    <Menu.RadioItemIndicator>
                      <Icon name="check" />
                    </Menu.RadioItemIndicator>
                  </span>
                  <span className="picker-name">
                    <Named text={choice.name} />
                  </span>
                  {choice.about && (
                    <span className="picker-about">
                      <SaidOnLine text={choice.about} />
                    </span>
                  )}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
