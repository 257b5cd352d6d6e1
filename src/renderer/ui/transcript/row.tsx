import { memo, useEffect, useRef } from 'react'
import { Boundary } from '../boundary'
import { useHelm, useStore } from '../context'
import { MessageView } from '../message'
import { OwnMarks } from '../visible-text/marks'

// Long enough to be found, short enough not to be in the way.
const MARKED_MS = 2_000

// Frames.
const MOST_TRIES = 30

// Marks take room: of messages that have so many few are in sight.
const MESSAGE_MARKS = 200

interface Props {
  sessionID: string
  messageID: string
}

/** A message in its place. It renders again only when it begins or ends to be marked. */
export const Row = memo(function Row({ sessionID, messageID }: Props) {
  const { store } = useHelm()
  const row = useRef<HTMLDivElement>(null)
  const target = useStore(({ reading }) =>
    reading.target?.messageID === messageID ? reading.target : undefined,
  )
  const isFound = useStore(({ find }) => find.current?.messageID === messageID)

  useEffect(() => {
    if (!target) return
    let frame = 0
    let tries = 0
    const focus = () => {
      const article = row.current?.querySelector('article')
      tries += 1
      if (!article || tries > MOST_TRIES) return
      article.tabIndex = -1
      article.focus({ preventScroll: true })
      // What is virtualised is hidden until it was measured, and takes no focus before.
      if (document.activeElement !== article) frame = requestAnimationFrame(focus)
    }
    focus()
    const timer = setTimeout(() => {
      if (store.reading.target === target) store.write(() => store.reading.release())
    }, MARKED_MS)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [store, target])

  const isMarked = target !== undefined || isFound
  return (
    <div ref={row} className={isMarked ? 'row marked' : 'row'} data-message={messageID}>
      <Boundary fallback={<p className="aside">This message cannot be shown.</p>}>
        <OwnMarks most={MESSAGE_MARKS}>
          <MessageView sessionID={sessionID} messageID={messageID} />
        </OwnMarks>
      </Boundary>
    </div>
  )
})
