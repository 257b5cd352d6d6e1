import { createContext, type ReactNode, type Ref, use } from 'react'

/** The number of items of a virtualised list, drawn or not. */
export const CountContext = createContext(0)

interface Props {
  style: React.CSSProperties
  index: number
  children: ReactNode
  ref?: Ref<HTMLLIElement>
}

/** An item of a virtualised list, which says where in the whole of it it stands. */
export function CountedItem({ style, index, children, ref }: Props) {
  const count = use(CountContext)
  return (
    <li ref={ref} style={style} aria-posinset={index + 1} aria-setsize={count}>
      {children}
    </li>
  )
}
