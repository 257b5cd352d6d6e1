import { useActions, useStore } from './context'

/** Says, while no session is open, that this is the demo: what to try in it, and how to leave it. */
export function DemoNote() {
  const isDemo = useStore((store) => store.engine?.demo === true)
  const isStarting = useStore((store) => store.startingEngine)
  const actions = useActions()
  if (!isDemo) return null
  return (
    <section className="notice" aria-label="Demo">
      <p className="notice-body">
        This is the demo: a scripted model answers. Try <code>run ls</code>,{' '}
        <code>write notes.txt: hello</code> or <code>count to 20</code>.
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={isStarting}
        onClick={() => void actions.setDemo(false)}
      >
        Leave the demo
      </button>
    </section>
  )
}
