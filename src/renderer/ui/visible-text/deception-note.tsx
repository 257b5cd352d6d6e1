import { memo } from 'react'
import { Icon } from '../icons'
import type { Manner } from './reveal-text'
import { describeDeceptions } from './spell-out'

/** Warns of what in a text is not what it looks like; nothing when all is. */
export const DeceptionNote = memo(function DeceptionNote({
  text,
  manner,
}: {
  text: string
  manner: Manner
}) {
  const said = describeDeceptions([{ text, manner }])
  return said === '' ? null : <DeceptionWarning said={said} />
})

interface Props {
  said: string
  /** Whether it is read out at once: somebody is about to decide. */
  isUrgent?: boolean
}

/** The warning itself. */
export function DeceptionWarning({ said, isUrgent = false }: Props) {
  return (
    <p className="deception-note" role={isUrgent ? 'alert' : 'note'}>
      <Icon name="alert" />
      <span>{said}</span>
    </p>
  )
}
