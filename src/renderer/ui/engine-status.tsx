import type { EngineState, EngineStatus } from '../../shared/engine-types'
import { useActions, useStore } from './context'
import { EngineDetails } from './engine-details'
import { formatSeconds } from './format'
import { Icon } from './icons'
import { Named, Said } from './named'
import { useLasting } from './use-lasting'
import { useNow } from './use-now'
import { VisibleText } from './visible-text/visible-text'

const WORDS: Record<EngineState, string> = {
  ready: 'Engine ready',
  starting: 'Engine starting…',
  restarting: 'Engine restarting…',
  stopped: 'Engine stopped',
  failed: 'Engine failed',
}

/** Of an engine that runs elsewhere: nobody here starts it. */
const WORDS_ELSEWHERE: Partial<Record<EngineState, string>> = {
  starting: 'Looking for the engine…',
  restarting: 'Looking for the engine…',
}

const wordsFor = ({ state, attached }: Pick<EngineStatus, 'state' | 'attached'>) =>
  (attached && WORDS_ELSEWHERE[state]) || WORDS[state]

// A reconnect mostly takes a quarter of a second: no news.
const LOST_MS = 1_000

/** How the engine is, at the foot of the sidebar. */
export function EngineStatusLine() {
  const engine = useStore((store) => store.engine)
  const isLost = useLasting(
    useStore((store) => store.link === 'lost'),
    LOST_MS,
  )
  const { state, attached } = engine ?? { state: 'starting' }
  return (
    <footer className="engine">
      <output className="engine-line" aria-label="Engine">
        <Mark state={state} />
        <span>{isLost ? 'Engine unknown: reconnecting…' : wordsFor({ state, attached })}</span>{' '}
        {state === 'ready' && !isLost && engine?.version && (
          <span className="engine-version">
            {engine.demo ? 'Demo' : <Named text={engine.version} />}
          </span>
        )}
      </output>
      {engine && <EngineDetails engine={engine} />}
    </footer>
  )
}

function Mark({ state }: { state: EngineState }) {
  if (state === 'failed') {
    return (
      <span className="state-failed">
        <Icon name="alert" />
      </span>
    )
  }
  const look = {
    ready: 'dot',
    stopped: 'dot hollow',
    starting: 'dot breathing',
    restarting: 'dot breathing',
  }
  return <span className={look[state]} />
}

/** Says what happened to an engine that does not run, and offers to start it. */
export function EngineBar() {
  const engine = useStore((store) => store.engine)
  const isStarting = useStore((store) => store.startingEngine)
  const actions = useActions()
  const now = useNow(1_000, engine?.state === 'restarting' && engine.retryAt !== undefined)
  const text = engine && barText(engine, now, isStarting)
  if (!engine || !text) return null
  // One that runs elsewhere is not ours to restart.
  const isRestart = engine.state === 'failed' && !engine.attached
  const output = engine.state === 'failed' ? engine.lastError?.output?.trim() : undefined
  return (
    <section
      className={engine.state === 'failed' ? 'notice notice-failed' : 'notice'}
      aria-label={wordsFor(engine)}
    >
      {engine.state === 'failed' && <Icon name="alert" />}
      <div className="notice-body">
        <p role={engine.state === 'failed' ? 'alert' : undefined}>
          <Said text={text} />
        </p>
        {output && (
          <details className="last-words">
            <summary>Last words of the engine</summary>
            <pre>
              <VisibleText text={output} manner="code" />
            </pre>
          </details>
        )}
      </div>
      {(engine.state === 'failed' || engine.state === 'stopped') && (
        <button
          type="button"
          className="button"
          aria-disabled={isStarting}
          onClick={() => void actions.startEngine(isRestart ? 'engine.restart' : 'engine.start')}
        >
          {engine.attached ? 'Look again' : isRestart ? 'Restart engine' : 'Start engine'}
        </button>
      )}
    </section>
  )
}

/** What happened, then what to do, as main says it if it does; undefined while there is nothing to say. */
function barText(engine: EngineStatus, now: number, isStarting: boolean): string | undefined {
  const { state, lastError, retryAt = 0, attached } = engine
  const reason = lastError?.message.trim()
  switch (state) {
    case 'failed':
      return reason || 'The engine failed. Start it again to go on.'
    case 'stopped':
      // It comes back as a person asked, or goes another way: that is no news.
      if (isStarting) return undefined
      return reason || 'The engine is stopped. Start it to see sessions and send messages.'
    case 'starting':
      // It is looked for, and that takes long.
      return reason || undefined
    case 'restarting': {
      const doing = attached ? 'Looking again' : 'Restarting'
      const when = retryAt > now ? ` in ${formatSeconds(retryAt - now + 999)}` : ''
      return `${reason || 'The engine stopped.'} ${doing}${when}.`
    }
    default:
      return undefined
  }
}
