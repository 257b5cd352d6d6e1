import { Wheel } from './icons'

/** The page was opened in a plain browser. */
export function NoBridge() {
  return (
    <main className="dead-end">
      <Wheel size={48} />
      <p>This page belongs to the Wheelhouse app. Start the app to see your sessions.</p>
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
