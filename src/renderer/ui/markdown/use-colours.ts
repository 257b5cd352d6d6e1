import { useState } from 'react'
import { type CodeJob, codeResults, type Run } from '../../work/code-results'
import type { Wish } from '../../work/results'
import { useResult } from '../../work/use-result'
import { usePaced } from './use-paced'

/** Of work in the worker: highlighting takes it some 5 ms for ten thousand characters. */
const COLOUR_MS = 1_000
/** When a person asks for it. */
const PATIENT_MS = 10_000
// What comes after that is plain.
const MOST_CHARS = 60_000
// Code that is being written is coloured now and then, up to what was there then.
const PACE_MS = 300

/** Code in colours, as far as it has them. */
export interface Colours {
  readonly runs: readonly Run[]
  /** What comes after the runs. */
  readonly rest: string
  /** Whether they are not to be had in time. */
  readonly isLate: boolean
  /** Takes more time for them. */
  readonly insist: () => void
}

interface Asked {
  readonly language: string
  readonly text: string
}

/**
 * Colours code in the worker; until that is done, and where the language is not known, it is plain.
 * @param isOpen whether it is still being written
 */
export function useColours(text: string, language: string, isOpen: boolean): Colours {
  const [isPatient, setPatient] = useState(false)
  const isPlain = language === ''
  const paced = usePaced(text.slice(0, MOST_CHARS), isOpen ? PACE_MS : 0)
  const [asked, setAsked] = useState<Asked>({ language, text: paced })
  const [last, setLast] = useState<Asked & { runs: readonly Run[] }>()
  const [gaveUp, setGaveUp] = useState(false)
  const isOver = gaveUp && isOpen && !isPatient
  const outcome = useResult(
    codeResults,
    isPlain || isOver ? undefined : wishFor(asked, { isPatient, isOpen }),
  )
  const isDone = outcome?.kind === 'done'
  if (isDone && (last?.text !== asked.text || last.language !== asked.language)) {
    setLast({ ...asked, runs: outcome.value.runs })
  }
  if (outcome?.kind === 'late' && isOpen && !gaveUp) setGaveUp(true)
  const isNew = asked.text !== paced || asked.language !== language
  // One at a time, while it grows: else none would ever come to its end.
  if (isNew && (outcome || !isOpen)) setAsked({ language, text: paced })
  const isLate = !isPlain && (isOver || outcome?.kind === 'late')
  const isOf = last && last.language === language && text.startsWith(last.text)
  const runs = isOf && !isPlain ? last.runs : []
  return {
    runs,
    rest: runs.length > 0 ? text.slice(last?.text.length) : text,
    isLate,
    insist: () => setPatient(true),
  }
}

function wishFor(
  { language, text }: Asked,
  { isPatient, isOpen }: { isPatient: boolean; isOpen: boolean },
): Wish<CodeJob> {
  return {
    key: `${isPatient ? 'patient ' : ''}${language}\n${text}`,
    job: { kind: 'code', language, text },
    ms: isPatient ? PATIENT_MS : COLOUR_MS,
    isKept: !isOpen,
  }
}
