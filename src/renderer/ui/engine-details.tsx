import { useEffect, useId, useRef, useState } from 'react'
import type { EngineStatus } from '../../shared/engine-types'
import { useActions, useStore } from './context'
import { formatDuration } from './format'
import { IconButton } from './icon-button'
import { Said } from './named'
import { useNow } from './use-now'
import { Quoted } from './visible-text/visible-text'

/** A button that shows all that is known of the engine, and lets a person restart it. */
export function EngineDetails({ engine }: { engine: EngineStatus }) {
  const [isOpen, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const id = useId()

  useEffect(() => {
    if (!isOpen) return
    const closeOutside = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
    }
  }, [isOpen])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from anywhere inside
    <div
      ref={place}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false)
      }}
    >
      <IconButton
        icon="more"
        label="Engine details"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <section id={id} className="engine-details" aria-label="Engine details">
          <Facts engine={engine} />
        </section>
      )}
    </div>
  )
}

function Facts({ engine }: { engine: EngineStatus }) {
  const now = useNow(1_000, true)
  const isStarting = useStore((store) => store.startingEngine)
  const actions = useActions()
  const facts: readonly [string, string | undefined][] = [
    ['State', `${engine.state} for ${formatDuration(Math.max(0, now - engine.since))}`],
    ['Version', engine.version],
    ['Directory', engine.projectDir],
    ['Address', engine.url],
    ['Process', engine.pid?.toString()],
    ['Restarts', String(engine.restarts)],
    [
      'Password',
      engine.passwordInherited ? 'What the agent runs has it too; the log says why.' : undefined,
    ],
    ['Last error', engine.lastError?.message],
  ]
  return (
    <>
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name} className="fact">
              <dt>{name}</dt>
              <dd>
                {name === 'Last error' ? (
                  <Said text={value} />
                ) : (
                  <Quoted text={value} manner="name" />
                )}
              </dd>
            </div>
          ) : null,
        )}
      </dl>
      {engine.attached ? (
        <p>It runs elsewhere; restart it there.</p>
      ) : (
        <button
          type="button"
          className="button"
          aria-disabled={isStarting}
          onClick={() => void actions.startEngine('engine.restart')}
        >
          Restart engine
        </button>
      )}
    </>
  )
}
