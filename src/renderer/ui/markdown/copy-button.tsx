import { useEffect, useState } from 'react'
import { Icon } from '../icons'

const SAID_MS = 1_600

interface Props {
  /** What is copied; a function when putting it together takes a while. */
  text: string | (() => string)
  /** Goes on after “Copy”, in the button's name. */
  what: string
  /** Whether its word is shown; else an icon stands for it. */
  isWord?: boolean
}

/** Copies a text, and says so. */
export function CopyButton({ text, what, isWord = true }: Props) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () =>
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setSaid('Copied'),
      () => setSaid('Not copied'),
    )
  return (
    <button
      type="button"
      className={isWord ? 'quiet-button' : 'icon-button'}
      aria-label={said || `Copy ${what}`}
      title={isWord ? undefined : `Copy ${what}`}
      onClick={() => void copy()}
    >
      <Icon name={said === 'Copied' ? 'check' : said === '' ? 'copy' : 'alert'} />
      {isWord && (said || 'Copy')}
    </button>
  )
}
