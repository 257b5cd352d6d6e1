import { useEffect, useRef } from 'react'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { Icon } from '../icons'
import { VisibleText } from '../visible-text/visible-text'

/** What was just done, said in passing, and for a moment the way to take it back. */
export function RemarkBar() {
  const remarks = useStore((store) => store.remarks.all)
  const actions = useActions()
  const area = useRef<HTMLElement>(null)
  const isEmpty = remarks.length === 0
  // What is gone from under the pointer or the focus says no leave.
  useEffect(() => {
    if (isEmpty) actions.releaseRemarks()
  }, [isEmpty, actions])

  const releaseUnlessLookedAt = () => {
    const isLookedAt = area.current?.matches(':hover, :focus-within')
    if (!isLookedAt) actions.releaseRemarks()
  }
  const undo = (id: number) => {
    void actions.undoRemoval(id)
    focusComposer()
  }
  return (
    <section
      ref={area}
      className="remarks"
      aria-label="Just done"
      aria-live="polite"
      onPointerEnter={actions.holdRemarks}
      onPointerLeave={releaseUnlessLookedAt}
      onFocus={actions.holdRemarks}
      // The focus has arrived where it goes only after this turn.
      onBlur={() => requestAnimationFrame(releaseUnlessLookedAt)}
    >
      {remarks.map(({ id, text, removal }) => (
        <div key={id} className="remark">
          <p className="remark-text">
            <VisibleText text={text} manner="words" />
          </p>
          {removal && (
            <button type="button" className="quiet-button remark-undo" onClick={() => undo(id)}>
              <Icon name="undo" />
              Undo
            </button>
          )}
        </div>
      ))}
    </section>
  )
}
