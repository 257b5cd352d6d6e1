import {
  type ReactNode,
  type Ref,
  type SyntheticEvent,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { type CustomContainerComponentProps, Virtualizer, type VirtualizerHandle } from 'virtua'
import { useHelm, useStore } from '../context'
import type { StickToEnd } from '../use-stick-to-end'
import { EARLIER_PX, Earlier } from './earlier'
import { Row } from './row'
import { countBefore, firstInFlow, isShift, isTooLong } from './split'
import { InTurns } from './turn'
import { useGoing } from './use-going'
import { messageAt, useKept } from './use-kept'
import { workOfParts } from './work-of'

// As the styles have it: the room above the first message.
const TOP_PX = 12
// What a message before its first layout is taken for, in px; about what most are.
const USUAL_PX = 96
// Mounted above and below what is in view, in px: a turn of a wheel and some more.
const AHEAD_PX = 600

interface Props {
  sessionID: string
  order: readonly string[]
  stick: StickToEnd
  /** What follows the messages, in the flow. */
  children: ReactNode
}

/** The messages of a session: the last ones in the flow, those before virtualised. */
export function Messages({ sessionID, order, stick, children }: Props) {
  const { store } = useHelm()
  const hasEarlier = useStore(
    (store) => (store.transcripts.get(sessionID)?.earlier ?? 'none') !== 'none',
  )
  // Once there, it stays: what is below must not move when the last page has come.
  const [hasHead, setHasHead] = useState(hasEarlier)
  if (hasEarlier && !hasHead) setHasHead(true)

  const [first, setFirst] = useState<string>()
  const workOf = (id: string) => {
    const transcript = store.transcripts.get(sessionID)
    const parts = transcript?.partIDs(id).map((part) => transcript.part(part)) ?? []
    return workOfParts(parts, transcript?.message(id)?.role ?? 'assistant')
  }
  const positionOf = (id: string) => store.transcripts.get(sessionID)?.positionOf(id)
  const before = first === undefined ? undefined : countBefore(order, first, positionOf)
  if (before === undefined && order.length > 0) {
    setFirst(firstInFlow(order, workOf, store.transcripts.place(sessionID)?.messageID))
  }
  const count = before ?? 0
  const settled = useSettled(order, count)

  const inFlow = order.length - count
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when messages come
  useLayoutEffect(() => {
    // Only for a person at the end: what they look at is not touched.
    if (isTooLong(inFlow) && stick.isStuck()) setFirst(firstInFlow(order, workOf))
  }, [order])

  const [kept, keep] = useKept()
  const virtual = useRef<VirtualizerHandle>(null)
  const above = TOP_PX + (hasHead ? EARLIER_PX : 0)
  const offsetOf = useCallback(
    (index: number) => {
      const top = virtual.current?.getItemOffset(index)
      return top === undefined ? undefined : top + above
    },
    [above],
  )
  useGoing({ sessionID, order, settled, stick, keep, offsetOf })

  const keepTouched = ({ target }: SyntheticEvent) => {
    const messageID = messageAt(target)
    if (messageID !== undefined) keep(messageID)
  }
  const row = useCallback(
    (id: string) => <Row key={id} sessionID={sessionID} messageID={id} />,
    [sessionID],
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes what is touched
    <div className="messages" onFocus={keepTouched} onPointerDown={keepTouched}>
      {hasHead && <Earlier sessionID={sessionID} />}
      <InTurns>
        {settled.ids.length > 0 && (
          <Virtualizer
            ref={virtual}
            as={Settled}
            scrollRef={stick.area}
            data={settled.ids}
            shift={settled.isShift}
            itemSize={USUAL_PX}
            bufferSize={AHEAD_PX}
            startMargin={above}
            keepMounted={indexesOf(kept, settled.ids)}
            onResize={stick.follow}
          >
            {row}
          </Virtualizer>
        )}
        <div ref={stick.tail} className="flow">
          {order.slice(count).map(row)}
          {children}
        </div>
      </InTurns>
    </div>
  )
}

/** The messages before the flow, and whether they changed at their start since the last ones. */
function useSettled(order: readonly string[], count: number) {
  const [held, setHeld] = useState({ order, count, ids: order.slice(0, count), isShift: false })
  if (held.order === order && held.count === count) return held
  const ids = order.slice(0, count)
  const next = { order, count, ids, isShift: isShift(held.ids, ids) }
  setHeld(next)
  return next
}

const indexesOf = (kept: readonly string[], ids: readonly string[]) =>
  kept.map((id) => ids.indexOf(id)).filter((index) => index >= 0)

/** Without the library's `pointer-events: none` while it scrolls: following an answer, it always does. */
function Settled({ style, children, ref }: CustomContainerComponentProps) {
  return (
    <div ref={ref as Ref<HTMLDivElement>} style={{ ...style, pointerEvents: undefined }}>
      {children}
    </div>
  )
}
