import { Tooltip } from '@base-ui/react/tooltip'
import { memo } from 'react'
import type { Store } from '../store/store'
import { allTokens, answerUpTo, countsOf, type Totals, totalsOf } from './answer-totals'
import { useHelm, useStore } from './context'
import { CopyButton } from './copy-button'
import { formatCost, formatDuration, formatTokens } from './format'
import { Named, nameInWords } from './named'

interface Props {
  sessionID: string
  messageID: string
}

/** What an answer took, below its last message; nothing below the others. */
export const AnswerFoot = memo(function AnswerFoot({ sessionID, messageID }: Props) {
  const { store } = useHelm()
  const totals = useStore((it) => finished(it, sessionID, messageID))
  if (!totals) return null
  const { model, ms, cost } = totals
  return (
    <footer className="answer-foot">
      <span
        className="answer-model"
        title={`${nameInWords(totals.provider)}/${nameInWords(model)}`}
      >
        <Named text={model} />
      </span>
      <span>{formatDuration(ms)}</span>
      {allTokens(totals) > 0 && <Tokens totals={totals} />}
      {cost > 0 && <span>{formatCost(cost)}</span>}
      <CopyButton text={() => wordsOf(store, sessionID, messageID)} what="answer" />
    </footer>
  )
})

function Tokens({ totals }: { totals: Totals }) {
  const counts = countsOf(totals)
  const words = counts.map(({ label, tokens }) => `${label} ${tokens.toLocaleString('en')}`)
  return (
    <Tooltip.Provider delay={300}>
      <Tooltip.Root>
        <Tooltip.Trigger
          className="quiet-button answer-tokens"
          aria-label={`Tokens: ${words.join(', ')}`}
          closeOnClick={false}
        >
          {formatTokens(allTokens(totals))} tokens
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Positioner side="top" sideOffset={4} className="tip-place">
            {/* A screen reader has all of it as the name of the button. */}
            <Tooltip.Popup className="tip" aria-hidden="true">
              <dl className="counts">
                {counts.map(({ label, tokens }) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>{tokens.toLocaleString('en')}</dd>
                  </div>
                ))}
              </dl>
            </Tooltip.Popup>
          </Tooltip.Positioner>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  )
}

/** The totals of an answer that is over: after its last message more may come while the run goes on. */
function finished(store: Store, sessionID: string, messageID: string): Totals | undefined {
  const transcript = store.transcripts.get(sessionID)
  if (!transcript) return undefined
  if (transcript.order.at(-1) === messageID && store.isBusy(sessionID)) return undefined
  return totalsOf(transcript, messageID)
}

/** All that was said in an answer, as Markdown. */
function wordsOf({ transcripts }: Store, sessionID: string, messageID: string): string {
  const transcript = transcripts.get(sessionID)
  if (!transcript) return ''
  return answerUpTo(transcript, transcript.order.lastIndexOf(messageID))
    .flatMap(({ id }) => transcript.partIDs(id))
    .map((id) => transcript.part(id))
    .map((part) => (part?.type === 'text' && !part.synthetic ? part.text.trim() : ''))
    .filter(Boolean)
    .join('\n\n')
}
