import {
  type ReactNode,
  type Ref,
  type RefObject,
  type SyntheticEvent,
  useLayoutEffect,
  useRef,
} from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import type { FileChange } from '../../store/file-changes'
import type { DiffLayout } from '../../store/panel'
import { useHelm } from '../context'
import { CountContext, CountedItem } from '../counted-item'
import { useKept } from '../transcript/use-kept'
import { MarksAmong } from '../visible-text/marks'
import { FileDiff } from './file-diff'

// Of a file that is folded.
const ROW_PX = 37
// Names in sight, which share the marks of one view.
const NAMES_IN_SIGHT = 64
// Mounted above and below what is in view: a turn of a wheel and some more.
const AHEAD_PX = 400

interface Props {
  files: readonly FileChange[]
  layout: DiffLayout
  /** The element that scrolls them. */
  area: RefObject<HTMLDivElement | null>
}

/** The files that changed; only those that are in view are drawn, and those that were touched. */
export function ChangedList({ files, layout, area }: Props) {
  const { store } = useHelm()
  const list = useRef<VirtualizerHandle>(null)
  const [kept, keep] = useKept()

  useLayoutEffect(() => {
    const handle = list.current
    return () => {
      store.changes.heights = handle?.cache
    }
  }, [store])

  const keepTouched = ({ target }: SyntheticEvent) => {
    const item = target instanceof Element ? target.closest('[aria-posinset]') : null
    const file = item && files[Number(item.getAttribute('aria-posinset')) - 1]
    if (file) keep(file.name)
  }
  const { heights } = store.changes
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes what is touched
    <div className="changed-files" onFocus={keepTouched} onPointerDown={keepTouched}>
      <CountContext value={files.length}>
        <MarksAmong count={NAMES_IN_SIGHT}>
          <Virtualizer
            ref={list}
            as={List}
            item={CountedItem}
            scrollRef={area}
            data={files}
            itemSize={ROW_PX}
            bufferSize={AHEAD_PX}
            keepMounted={kept
              .map((name) => files.findIndex((file) => file.name === name))
              .filter((index) => index >= 0)}
            {...(heights?.[0].length === files.length && { cache: heights })}
          >
            {(file: FileChange) => <FileDiff key={file.name} file={file} layout={layout} />}
          </Virtualizer>
        </MarksAmong>
      </CountContext>
    </div>
  )
}

interface ListProps {
  style: React.CSSProperties
  children: ReactNode
  ref?: Ref<HTMLUListElement>
}

const List = ({ style, children, ref }: ListProps) => (
  <ul ref={ref} style={style} aria-label="Changed files">
    {children}
  </ul>
)
