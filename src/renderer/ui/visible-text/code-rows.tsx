import { type ReactNode, useMemo, useRef } from 'react'
import type { Manner } from './reveal-text'
import { rowsOf } from './rows'
import { BlankRun, Rows } from './rows-view'
import { VisibleText } from './visible-text'

interface Props {
  lines: readonly { readonly text: string }[]
  manner: Manner
  /** Names the scroll area. */
  label: string
  className: string
  /** Stands after the last row. */
  end?: ReactNode
}

/** All of a text in a scroll area, line by line; long lines wrap, so that nothing is beside the view. */
export function CodeRows({ lines, manner, label, className, end }: Props) {
  const rows = useMemo(() => rowsOf(lines), [lines])
  const area = useRef<HTMLDivElement>(null)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div
      ref={area}
      className={`code-rows ${className}`}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
      tabIndex={0}
    >
      <Rows rows={rows} area={area} manner={manner}>
        {({ text: row, blanks, isRest }, index) =>
          blanks > 0 ? (
            <BlankRun key={index} count={blanks} text={row} />
          ) : (
            <span key={index} className={isRest ? 'code-row code-row-rest' : 'code-row'}>
              <VisibleText text={row} manner={manner} />
              {'\n'}
            </span>
          )
        }
      </Rows>
      {end}
    </div>
  )
}
