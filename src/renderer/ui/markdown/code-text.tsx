import { useEffect, useSyncExternalStore } from 'react'
import { VisibleText } from '../visible-text/visible-text'
import { highlighter } from './highlighter'
import { usePaced } from './use-paced'

// Code that is being written is coloured now and then, up to what was there then.
const PACE_MS = 300

interface Props {
  text: string
  /** A name or a file's ending; code of an unknown one is plain. */
  language: string
  /** Whether it is still being written. */
  isOpen?: boolean
}

/** Code in the colours of its language, once its grammar is there. */
export function CodeText({ text, language, isOpen = false }: Props) {
  useEffect(() => {
    if (language !== '') highlighter.load()
  }, [language])
  const isReady = useSyncExternalStore(highlighter.subscribe, () => highlighter.isReady)
  const coloured = usePaced(text, isOpen ? PACE_MS : 0)
  const runs =
    isReady && text.startsWith(coloured) ? highlighter.runs(language, coloured) : undefined
  if (!runs) return <VisibleText text={text} manner="code" />
  return (
    <>
      {runs.map(({ text: words, kind }, index) =>
        kind === '' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: runs have no name but their place
          <VisibleText key={index} text={words} manner="code" />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: runs have no name but their place
          <span key={index} className={kind}>
            <VisibleText text={words} manner="code" />
          </span>
        ),
      )}
      <VisibleText text={text.slice(coloured.length)} manner="code" />
    </>
  )
}
