import { useRef } from 'react'
import { stepThrough, type Walk } from '../../store/prompt-history'
import { useHelm } from '../context'

/**
 * Walks through what was sent, as long as nothing is changed on the way.
 * @returns takes a step: 1 to what was sent before, -1 back to the draft. Whether there was one.
 */
export function useHistory(key: string): (step: 1 | -1) => boolean {
  const { store, actions } = useHelm()
  const walk = useRef<{ key: string; walk: Walk } | undefined>(undefined)

  return (step) => {
    const draft = store.outbox.drafts.get(key)
    const before = walk.current?.key === key ? walk.current.walk : undefined
    const shown = before?.entries[before.at]
    const isOn =
      before !== undefined && shown?.text === draft.text && shown.isShell === draft.isShell
    if (!isOn && (step === -1 || draft.text !== '')) return false
    const from = isOn ? before : { entries: store.history.before(key), at: -1, unsent: draft }
    const to = stepThrough(from, step)
    walk.current = to && { key, walk: to }
    const entry = to?.entries[to.at]
    if (to === from) return true
    const { text, isShell, mentions } = entry ?? from.unsent
    if (to && !entry) return false
    // What is attached stays: it is no part of what was walked to.
    actions.changeDraft({ text, isShell, mentions })
    return true
  }
}
