import { type ReactNode, type Ref, useEffect, useRef } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import type { ListItem } from '../../store/list-items'
import { useStore } from '../context'
import { CountContext, CountedItem } from '../counted-item'
import { formatAge } from '../format'
import { useNow } from '../use-now'
import { MarksAmong } from '../visible-text/marks'
import { ProjectTitle, projectStop } from './heads'
import { LIST_ID } from './list-focus'
import { Row } from './row'
import { useHold } from './use-hold'
import { useRowFocus } from './use-row-focus'

const ROW_PX = 32
// About so many are mounted, with two texts each.
const TEXTS_IN_SIGHT = 128

/** The rows of the list; only those that are in view are drawn. */
export function Rows({ items }: { items: readonly ListItem[] }) {
  const openID = useStore((it) => it.openID)
  const query = useStore((it) => it.listView.query)
  const now = useNow(30_000)
  const place = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const focus = useRowFocus(items, list, place)
  const hold = useHold()

  // What is opened elsewhere, by a command or from a notice, comes into view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: not whenever the list changes
  useEffect(() => {
    const at = items.findIndex(({ row }) => openID !== undefined && row?.session.id === openID)
    if (at >= 0) list.current?.scrollToIndex(at, { align: 'nearest' })
  }, [openID])
  // The best of what is found is at the top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something else is searched for
  useEffect(() => {
    list.current?.scrollTo(0)
  }, [query])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows are the controls
    <div
      ref={place}
      id={LIST_ID}
      className="sessions"
      onPointerEnter={hold.enter}
      onPointerLeave={hold.leave}
      onBlur={hold.blur}
      onFocus={(event) => {
        hold.focus(event)
        focus.onFocus(event)
      }}
      onKeyDown={focus.onKeyDown}
    >
      <CountContext value={items.length}>
        <MarksAmong count={TEXTS_IN_SIGHT}>
          <Virtualizer
            ref={list}
            scrollRef={place}
            data={items}
            as={List}
            item={CountedItem}
            itemSize={ROW_PX}
            keepMounted={focus.kept}
          >
            {({ key, project, group, row }: ListItem) => (
              <div key={key} className="session-item">
                {project && (
                  <ProjectTitle
                    project={project}
                    isStop={focus.stop === projectStop(project.directory)}
                  />
                )}
                {group !== undefined && <GroupTitle>{group}</GroupTitle>}
                {row && (
                  <Row
                    {...row}
                    isCurrent={row.session.id === openID}
                    isStop={row.session.id === focus.stop}
                    age={formatAge(row.session.time.updated, now)}
                  />
                )}
              </div>
            )}
          </Virtualizer>
        </MarksAmong>
      </CountContext>
    </div>
  )
}

const GroupTitle = ({ children }: { children: ReactNode }) => (
  <h3 className="group-title">{children}</h3>
)

interface ListProps {
  style: React.CSSProperties
  children: ReactNode
  ref?: Ref<HTMLUListElement>
}

function List({ style, children, ref }: ListProps) {
  // What was listed the last time, until the engine has started and says what there is.
  const isRemembered = useStore((store) => store.list.phase === 'waiting')
  return (
    <ul ref={ref} style={style} aria-label="Sessions" aria-busy={isRemembered}>
      {children}
    </ul>
  )
}
