import { useMemo } from 'react'
import { Diff } from '../diff'
import { readDiff } from '../diff-lines'
import { Hidden } from '../plain-text'
import type { ToolPart } from '../tool-line'
import { useFirstLines } from '../use-shown'
import { DeceptionNote } from '../visible-text/deception-note'
import { changesOf } from './changed-files'
import { textIn } from './fields'
import { languageOf } from './language'
import { Panel, TextPanel } from './panel'

/** What an edit, a write or a patch did to files. */
export function ChangeBody({ part }: { part: ToolPart }) {
  const { input } = part.state
  const changes = changesOf(part)
  const path = textIn(input, 'filePath')
  if (changes) {
    return (
      <Panel label="Changes" copy={{ text: changes.diff, what: 'diff' }}>
        <ReadDiff diff={changes.diff} />
      </Panel>
    )
  }
  const content = textIn(input, 'content')
  if (content !== '') {
    return (
      <TextPanel label="Content" text={content} what="content" language={languageOf(path)} isCode />
    )
  }
  const patch = textIn(input, 'patchText')
  if (patch !== '')
    return <TextPanel label="Patch" text={patch} what="patch" language="diff" isCode />
  return (
    <>
      <TextPanel
        label="Old text"
        text={textIn(input, 'oldString')}
        what="old text"
        language={languageOf(path)}
        isCode
      />
      <TextPanel
        label="New text"
        text={textIn(input, 'newString')}
        what="new text"
        language={languageOf(path)}
        isCode
      />
    </>
  )
}

function ReadDiff({ diff }: { diff: string }) {
  const { head, hidden, showMore } = useFirstLines(diff)
  const lines = useMemo(() => readDiff(head), [head])
  return (
    <>
      <DeceptionNote text={head} manner="code" />
      <Diff lines={lines} label="Changes" role="group" />
      {hidden > 0 && <Hidden chars={hidden} text={diff} onMore={showMore} />}
    </>
  )
}
