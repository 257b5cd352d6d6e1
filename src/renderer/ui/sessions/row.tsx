import { type MouseEvent, memo, useId } from 'react'
import type { SessionRow } from '../../store/list-items'
import { piecesOf } from '../../store/search-items'
import { sessionTitle as titleAsWritten } from '../../store/title-of'
import { useActions, useHelm, useStore } from '../context'
import { focusComposer } from '../focus'
import { sessionTitle } from '../format'
import { Icon } from '../icons'
import { SessionMenu } from '../session-menu'
import { spellOut } from '../visible-text/spell-out'
import { Quoted, VisibleText } from '../visible-text/visible-text'
import { RowState } from './row-state'

interface Props extends SessionRow {
  isCurrent: boolean
  isStop: boolean
  age: string
}

/** One session of the list; with what is done with it at its end. */
export const Row = memo(function Row(props: Props) {
  const { session, depth, children, isOpened, isCurrent, isStop, age } = props
  const { store } = useHelm()
  const actions = useActions()
  const titleID = useId()
  const stateID = useId()
  const isUnread = useStore((it) => it.list.unread.has(session.id))
  const title = sessionTitle(session.title)
  const written = titleAsWritten(session.title)
  const looks = ['session-line', `depth-${Math.min(depth, 3)}`, isUnread && 'unread']
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu has a button of its own as well
    <div
      className={looks.filter(Boolean).join(' ')}
      data-current={isCurrent || undefined}
      onContextMenu={openMenu}
    >
      {children > 0 && (
        <button
          type="button"
          className="children-fold"
          // By keyboard the arrows do it, from the row.
          tabIndex={-1}
          aria-expanded={isOpened}
          aria-label={children === 1 ? '1 sub-agent' : `${children} sub-agents`}
          title={isOpened ? 'Hide sub-agents' : 'Show sub-agents'}
          onClick={() => actions.changeList((view) => view.toggleChildren(session.id, store))}
        >
          <Icon name="chevron" />
        </button>
      )}
      <button
        type="button"
        className="session-row"
        data-stop={session.id}
        aria-current={isCurrent ? 'page' : undefined}
        aria-labelledby={titleID}
        aria-describedby={stateID}
        tabIndex={isStop ? 0 : -1}
        title={
          props.project === undefined ? title : `${title} (${spellOut(session.directory, 'name')})`
        }
        onClick={(event) => {
          actions.open(session.id)
          // By pointer one goes on to write; by keyboard one may go on in the list.
          if (event.detail > 0) focusComposer()
        }}
      >
        {session.parentID !== undefined && <Icon name="agent" />}
        <span className="session-title" id={titleID}>
          <Title title={written} fits={props.fits} />
          {props.project !== undefined && (
            <span className="session-project">
              <Quoted text={props.project} manner="name" />
            </span>
          )}
        </span>
        <span className="session-state" id={stateID}>
          <RowState sessionID={session.id} age={age} />
        </span>
      </button>
      <span className="session-more">
        <SessionMenu sessionID={session.id} title={title} />
      </span>
    </div>
  )
})

function Title({ title, fits }: { title: string; fits: readonly number[] | undefined }) {
  if (!fits) {
    return (
      <span className="title-text">
        <Quoted text={title} manner="words" />
      </span>
    )
  }
  return (
    <span className="title-text">
      {piecesOf(title, fits).map((piece) => {
        const text = <VisibleText key={piece.at} text={piece.text} manner="words" />
        return piece.fits ? <mark key={piece.at}>{text}</mark> : text
      })}
    </span>
  )
}

/** A click with the other button does what the button at the end of the row does. */
function openMenu(event: MouseEvent<HTMLElement>): void {
  const opener = event.currentTarget.querySelector<HTMLElement>('.session-more button')
  if (!opener) return
  event.preventDefault()
  opener.click()
}
