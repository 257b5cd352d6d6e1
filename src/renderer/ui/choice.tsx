import { Hidden } from './plain-text'
import { useShown } from './use-shown'
import { Quoted } from './visible-text/visible-text'

interface Props {
  id: string
  type: 'radio' | 'checkbox'
  /** The group that it is of. */
  name: string
  label: string
  description: string
  /** From 1: the key that chooses it, where there is one. */
  number: number
  /** The number of characters of the label, and of the description, that are shown at first. */
  chars: number
  isChosen: boolean
  /** Tells whether the focus goes here when the ask comes up. */
  isSafe: boolean
  onChoose: () => void
}

/** One answer that is offered. What of it is long comes when asked for, beneath. */
export function Choice(props: Props) {
  const { id, type, name, number, isChosen, isSafe, onChoose } = props
  const sizes = { head: props.chars, tail: 0, more: MORE_CHARS }
  const label = useShown(props.label, sizes)
  const more = useShown(props.description, sizes)
  const moreID = `${id}-more`
  return (
    <>
      <label className="choice">
        <input
          type={type}
          name={name}
          checked={isChosen}
          aria-labelledby={id}
          aria-describedby={props.description ? moreID : undefined}
          data-safe={isSafe || undefined}
          onChange={onChoose}
        />
        <span className="choice-text">
          <span id={id} className="choice-label">
            <Quoted text={label.head} manner="words" />
          </span>{' '}
          {props.description && (
            <span id={moreID} className="choice-more">
              <Quoted text={more.head} manner="words" />
            </span>
          )}
        </span>
        <Key number={number} />
      </label>
      {label.hidden > 0 && (
        <Hidden chars={label.hidden} text={props.label} onMore={label.showMore} />
      )}
      {more.hidden > 0 && (
        <Hidden chars={more.hidden} text={props.description} onMore={more.showMore} />
      )}
    </>
  )
}

const MORE_CHARS = 20_000

/** The key that chooses, where there is one. */
export function Key({ number }: { number: number }) {
  return number > 9 ? null : (
    <span className="choice-key" aria-hidden="true">
      {number}
    </span>
  )
}
