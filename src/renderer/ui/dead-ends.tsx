import { Wheel } from './icons'

/** Wheelhouse does not answer a browser. @param reason what happened, then what to do */
export function NotConnected({ reason, retry }: { reason: string; retry: () => void }) {
  return (
    <main className="dead-end" role="alert">
      <Wheel size={48} />
      <p>{reason}</p>
      <button type="button" className="button" onClick={retry}>
        Try again
      </button>
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
