import { Icon } from './icons'

/** Leads back to the end of a transcript. Within the scroll area: a wheel turned over it scrolls on. */
export function JumpToLatest({ onJump }: { onJump: () => void }) {
  return (
    <div className="jump">
      <button type="button" className="button" onClick={onJump}>
        <Icon name="down" />
        Jump to latest
      </button>
    </div>
  )
}
