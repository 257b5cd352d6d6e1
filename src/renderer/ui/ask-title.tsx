import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons'

interface TitleProps {
  icon: IconName
  isOfSubAgent: boolean
  children: ReactNode
}

/** Says what an ask is about, and who asks when it is not the agent itself. */
export function AskTitle({ icon, isOfSubAgent, children }: TitleProps) {
  return (
    <div className="ask-head">
      <Icon name={icon} />
      <h2>{children}</h2>
      {isOfSubAgent && <span className="ask-by">Asked by a sub-agent</span>}
    </div>
  )
}
