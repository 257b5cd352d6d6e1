import type { ComponentPropsWithRef } from 'react'
import { Icon, type IconName } from './icons'

interface IconButtonProps
  extends Omit<ComponentPropsWithRef<'button'>, 'type' | 'title' | 'aria-label' | 'children'> {
  icon: IconName
  /** What it does, for those who do not see the icon. */
  label: string
  /** What a pointer is told; the label when absent. */
  tip?: string
}

/** A button that is an icon and nothing else. */
export function IconButton({ icon, label, tip = label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={className ? `icon-button ${className}` : 'icon-button'}
      aria-label={label}
      title={tip}
    >
      <Icon name={icon} />
    </button>
  )
}
