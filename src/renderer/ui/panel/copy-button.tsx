import { useEffect, useState } from 'react'
import { Icon, type IconName } from '../icons'

const SAID_MS = 1_600

interface Props {
  /** What is copied; asked for only then. */
  text: () => string
  /** What the button does: “Copy path”. */
  label: string
  icon?: IconName
}

/** A small button that copies, and says that it did. */
export function CopyButton({ text, label, icon = 'copy' }: Props) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () =>
    navigator.clipboard.writeText(text()).then(
      () => setSaid('Copied'),
      () => setSaid('Not copied'),
    )
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={said || label}
      title={said || label}
      onClick={() => void copy()}
    >
      <Icon name={said === 'Copied' ? 'check' : said ? 'alert' : icon} />
    </button>
  )
}
