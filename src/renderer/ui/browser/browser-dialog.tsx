import { useEffect } from 'react'
import type { PairedBrowser } from '../../../shared/browser-operations'
import { useActions, useStore } from '../context'
import { CopyButton } from '../copy-button'
import { Sheet, useDialog } from '../dialog'
import { Icon } from '../icons'

/** Time between two looks at who is in, in ms. */
const FOLLOW_MS = 1_000

/** Lets a browser in by a code, and shows who is. */
export function BrowserDialog() {
  const { isOpen } = useDialog('browser')
  const { followBrowsers } = useActions()
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => void followBrowsers(Date.now()), FOLLOW_MS)
    return () => clearInterval(timer)
  }, [isOpen, followBrowsers])
  return (
    <Sheet name="browser" title="Open in browser" className="browser-sheet" first=".primary">
      <div className="dialog-body browser-body">
        <Code />
        <LetIn />
      </div>
    </Sheet>
  )
}

function Code() {
  const code = useStore(({ browsers }) => browsers.code?.code)
  const error = useStore(({ browsers }) => browsers.error)
  const { openBrowser } = useActions()
  const open = (text: string) => {
    // Where the clipboard is blocked the code can still be typed: it is shown.
    void navigator.clipboard.writeText(text).then(openBrowser, openBrowser)
  }
  return (
    <>
      <p>
        A browser that is new here asks for this code. It is good once, for two minutes, and lets
        that browser in until Wheelhouse ends.
      </p>
      <p className="browser-code">
        {code === undefined ? (
          <span aria-busy="true">…</span>
        ) : (
          <>
            <code>{code}</code>
            <CopyButton text={code} what="code" />
          </>
        )}
      </p>
      {error !== '' && (
        <p role="alert" className="browser-error">
          {error}
        </p>
      )}
      <button
        type="button"
        className="button primary"
        aria-disabled={code === undefined}
        onClick={() => code !== undefined && open(code)}
      >
        <Icon name="outside" />
        Copy code and open browser
      </button>
    </>
  )
}

function LetIn() {
  const all = useStore(({ browsers }) => browsers.all)
  if (all.length === 0) return null
  return (
    <section aria-label="Browsers that are let in" className="browser-list">
      <h3>Let in now</h3>
      <ul>
        {all.map((browser) => (
          <Row key={browser.id} browser={browser} />
        ))}
      </ul>
    </section>
  )
}

function Row({ browser: { id, name, pairedAt, seenAt, connected } }: { browser: PairedBrowser }) {
  const { removeBrowser } = useActions()
  return (
    <li className="browser-row">
      <Icon name="web" />
      <span className="browser-name">{name}</span>
      <span className="browser-times">
        since {time(pairedAt)}, {connected ? 'open now' : `last seen ${time(seenAt)}`}
      </span>
      <button
        type="button"
        className="button"
        aria-label={`Turn away ${name}, let in at ${time(pairedAt)}`}
        onClick={() => void removeBrowser(id)}
      >
        Turn away
      </button>
    </li>
  )
}

const DAY_MS = 86_400_000
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const time = (at: number) => (Date.now() - at < DAY_MS ? clock : calendar).format(at)
