import { Icon } from '../icons'
import { Said } from '../named'

/** Something could not be loaded, and there is nothing older to show. */
export function PanelFailure({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <div className="panel-blank" role="alert">
      <span className="state-failed">
        <Icon name="alert" />
      </span>
      <p>
        <Said text={text} />
      </p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}

/** What is shown may be out of date. */
export function PanelStale({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <div className="panel-stale" role="alert">
      <Icon name="alert" />
      <p>
        <Said text={text} />
      </p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}

const WIDTHS = ['w-80', 'w-60', 'w-90', 'w-50']

/** Lines in the shape of what comes. */
export function PanelSkeleton() {
  return (
    <div className="panel-bones skeleton" aria-hidden="true">
      {WIDTHS.map((width) => (
        <span key={width} className={`bone ${width}`} />
      ))}
    </div>
  )
}

/** The engine is away: what is asked of it waits. */
export function EngineAway() {
  return (
    <div className="panel-blank">
      <p>This is loaded once the engine runs.</p>
    </div>
  )
}
