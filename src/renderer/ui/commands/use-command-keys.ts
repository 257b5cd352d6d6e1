import { useEffect } from 'react'
import { COMMAND_CHANNEL } from '../../../shared/bridge'
import { useHelm } from '../context'
import { COMMANDS } from '.'
import type { Command } from './command'
import { isCommandPress, isMacPlatform, matchesKeys, parseKeys } from './keys'

const BOUND = COMMANDS.flatMap((command) =>
  (command.keys ?? []).map((keys) => ({ command, chord: parseKeys(keys) })),
)

const TEXT = 'textarea, select, [contenteditable=""], [contenteditable="true"]'
// What an input element is unless it takes no text.
const TEXT_INPUT =
  'input:not(:is([type="checkbox"], [type="radio"], [type="button"], [type="range"]))'

/**
 * The only place where keys become commands, and where what is chosen in the app's menu arrives.
 * While a dialog is open its own keys count and no others.
 */
export function useCommandKeys(): void {
  const helm = useHelm()
  useEffect(() => {
    const isMac = isMacPlatform()
    const run = (command: Command | undefined): boolean => {
      if (!command || isDialogOpen() || command.isEnabled?.(helm) === false) return false
      command.run(helm)
      return true
    }
    const onKey = (event: KeyboardEvent) => {
      if (!isCommandPress(event, takesText(event.target), isMac)) return
      const bound = BOUND.find(({ chord }) => matchesKeys(chord, event, isMac))
      if (run(bound?.command)) event.preventDefault()
    }
    const onMessage = ({ source, origin, data }: MessageEvent<unknown>) => {
      if (source !== window || origin !== window.location.origin) return
      const id = chosenCommand(data)
      run(COMMANDS.find((command) => command.id === id))
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('message', onMessage)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('message', onMessage)
    }
  }, [helm])
}

const isDialogOpen = () =>
  document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null

const takesText = (target: EventTarget | null) =>
  target instanceof Element && (target.matches(TEXT) || target.matches(TEXT_INPUT))

function chosenCommand(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('id' in data)) return
  return data.type === COMMAND_CHANNEL ? data.id : undefined
}
