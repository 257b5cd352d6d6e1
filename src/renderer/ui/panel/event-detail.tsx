import { useMemo } from 'react'
import type { StreamEntry } from '../../store/inspector'
import { jsonText } from '../../store/json-text'
import { useHelm } from '../context'
import { CopyButton } from '../copy-button'
import { IconButton } from '../icon-button'
import { CodeText } from '../markdown/code-text'
import { Named, nameInWords } from '../named'
import { formatCount } from './amounts'

/** More is not laid out: a person copies it. */
const SHOWN_CHARS = 100_000

/** The raw JSON of one event. */
export function EventDetail({ entry }: { entry: StreamEntry }) {
  const { store } = useHelm()
  const { type, seq, json, size, kind } = entry
  const text = useMemo(() => indented(json), [json])
  const close = () => store.write(() => store.inspector.select(undefined))
  return (
    <div className="event-detail">
      <header className="event-detail-head">
        <h2 title={nameInWords(type)}>
          <Named text={type} />
        </h2>
        <span className="event-seq">{seq}</span>
        {kind === 'event' && <CopyButton what="JSON" text={text} />}
        <IconButton icon="close" label="Close event" onClick={close} />
      </header>
      {kind === 'event' ? (
        <section
          className="event-json"
          aria-label="Raw JSON"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
          tabIndex={0}
        >
          <pre>
            <CodeText text={text.slice(0, SHOWN_CHARS)} language="json" />
          </pre>
        </section>
      ) : (
        <p className="panel-note">
          What was shown before is fetched again, so nothing is missing there.
        </p>
      )}
      {text.length > SHOWN_CHARS && (
        <p className="panel-note">The first {formatCount(SHOWN_CHARS)} characters are shown.</p>
      )}
      {size > json.length && (
        <p className="panel-note">
          Of its {formatCount(size)} characters the first {formatCount(json.length)} are kept.
        </p>
      )}
    </div>
  )
}

function indented(json: string): string {
  try {
    return jsonText(JSON.parse(json))
  } catch {
    // It was cut: as it is.
    return json
  }
}
