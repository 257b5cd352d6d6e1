import { Wheel } from './icons'

/** A browser was not let in. @param reason what happened, then what to do */
export function NotConnected({ reason }: { reason: string }) {
  return (
    <main className="dead-end" role="alert">
      <Wheel size={48} />
      <p>{reason}</p>
    </main>
  )
}

/** A defect took the whole page down. */
export function Broken() {
  return (
    <main className="dead-end" role="alert">
      <Wheel size={48} />
      <p>This window ran into a defect. Reload it to go on; your sessions are safe.</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        Reload
      </button>
    </main>
  )
}
