import { Icon, type IconName } from './icons'
import { useCopy } from './use-copy'

interface Props {
  /** What is copied; a function when putting it together takes a while. */
  text: string | (() => string)
  /** Goes on after “Copy”, in the button's name. */
  what: string
  icon?: IconName
  /** Whether a word is shown beside the icon. */
  isWord?: boolean
}

/** Copies a text, and says so. */
export function CopyButton({ text, what, icon = 'copy', isWord = false }: Props) {
  const [said, copy] = useCopy()
  const label = said || `Copy ${what}`
  return (
    <button
      type="button"
      className={isWord ? 'quiet-button' : 'icon-button'}
      aria-label={label}
      title={isWord ? undefined : label}
      onClick={() => copy(typeof text === 'string' ? text : text())}
    >
      <Icon name={said === 'Copied' ? 'check' : said === '' ? icon : 'alert'} />
      {isWord && (said || 'Copy')}
    </button>
  )
}
