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

/** The warning itself. */
export function DeceptionWarning({ said }: { said: string }) {
  return (
    <p className="deception-note" role="note">
      <Icon name="alert" />
      <span>{said}</span>
    </p>
  )
}
