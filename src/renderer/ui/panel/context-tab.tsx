import { Meter } from '@base-ui/react/meter'
import { type ReactNode, useMemo } from 'react'
import type { Message } from '../../../shared/engine-types'
import { type Catalog, directoryOf, findModel } from '../../store/catalog'
import { clip } from '../../store/clip'
import { type ContextUse, childrenUse, contextUse, sumOf } from '../../store/context-use'
import type { Store } from '../../store/store'
import { useActions, useStore } from '../context'
import { CopyButton } from '../copy-button'
import { Icon } from '../icons'
import { Named } from '../named'
import { Quoted } from '../visible-text/visible-text'
import { formatCompact, formatCost, formatCount, formatMoment } from './amounts'
import { EngineAway, PanelSkeleton, PanelStale } from './panel-states'

const PATH_CHARS = 4_096

/** From here on the engine may soon compact. */
const NEAR_LIMIT = 0.8

/** How much of the model's window is used, what it cost, and what else is known of the session. */
export function ContextTab({ sessionID }: { sessionID: string }) {
  const phase = useStore((store) => store.transcripts.get(sessionID)?.phase ?? 'loading')
  const isReady = useStore((store) => store.isReady)
  // Loaded by the composer, which offers what is in it.
  const directory = useStore((store) => directoryOf(store, sessionID))
  const catalog = useStore((store) => store.catalogs.get(directory))
  const use = useContextUse(sessionID, catalog)
  const actions = useActions()

  const isUnknown = use.said + use.answers === 0
  if (phase === 'loading' && isUnknown) return isReady ? <PanelSkeleton /> : <EngineAway />
  return (
    <div className="panel-scroll context">
      {catalog.failure && (
        <PanelStale
          text={`The models could not be loaded. ${catalog.failure}`}
          onRetry={() => void actions.loadCatalog(directory)}
        />
      )}
      <Window use={use} catalog={catalog} />
      <Tokens use={use} />
      <Cost use={use} />
      <SubAgents sessionID={sessionID} />
      <Facts use={use} catalog={catalog} sessionID={sessionID} />
    </div>
  )
}

/** The transcript's messages in order; the identical array until one of them is another. */
function useContextUse(sessionID: string, catalog: Catalog): ContextUse {
  const session = useStore((it) => it.list.get(sessionID))
  const isWhole = useStore((it) => it.transcripts.get(sessionID)?.earlier === 'none')
  const messages = useMemo(() => createMessages(sessionID), [sessionID])
  const list = useStore(messages)
  const ref = list.findLast((it) => it.role === 'assistant')
  const model = findModel(catalog, ref?.role === 'assistant' ? ref : undefined)
  const isPriced = model !== undefined && (model.cost.input > 0 || model.cost.output > 0)
  return useMemo(
    () => contextUse(list, session, isWhole, isPriced),
    [list, session, isWhole, isPriced],
  )
}

function createMessages(sessionID: string): (store: Store) => readonly Message[] {
  let known: readonly Message[] = []
  return (store) => {
    const transcript = store.transcripts.get(sessionID)
    const order = transcript?.order ?? []
    const isSame =
      order.length === known.length &&
      order.every((id, at) => transcript?.message(id) === known[at])
    if (!isSame) known = order.flatMap((id) => transcript?.message(id) ?? [])
    return known
  }
}

function Window({ use, catalog }: { use: ContextUse; catalog: Catalog }) {
  const limit = findModel(catalog, use.model)?.limit.context ?? 0
  if (use.used === undefined) {
    return (
      <Group title="Window">
        <p className="context-note">
          {use.isCompacted
            ? 'The history was just compacted. The next answer tells how much is used.'
            : 'The first answer tells how much is used.'}
        </p>
      </Group>
    )
  }
  if (limit === 0) {
    return (
      <Group title="Window">
        <p className="context-used">{formatCount(use.used)} tokens</p>
        <p className="context-note">
          {catalog.phase === 'loading' ? 'of …' : 'The size of this model’s window is not known.'}
        </p>
      </Group>
    )
  }
  const share = use.used / limit
  const percent = Math.round(share * 100)
  const isNear = share >= NEAR_LIMIT
  return (
    <Group title="Window">
      <Meter.Root
        className={isNear ? 'context-meter context-meter-near' : 'context-meter'}
        value={Math.min(use.used, limit)}
        max={limit}
        aria-valuetext={`${percent} %, ${formatCount(use.used)} of ${formatCount(limit)} tokens`}
      >
        <Meter.Label className="hidden-text">Window used</Meter.Label>
        <p className="context-used">
          {percent}&thinsp;% used
          <span className="context-of">
            {formatCompact(use.used)} of {formatCompact(limit)} tokens
          </span>
        </p>
        <Meter.Track className="context-meter-track">
          <Meter.Indicator className="context-meter-fill" />
        </Meter.Track>
      </Meter.Root>
      {isNear && (
        <p className="context-note state-waiting">
          <Icon name="alert" />
          Nearly full: the engine will soon compact the history into a summary.
        </p>
      )}
    </Group>
  )
}

function Tokens({ use: { last, total, isPartial } }: { use: ContextUse }) {
  const rows = [
    ['Input', last?.input, total.input],
    ['Output', last?.output, total.output],
    ['Reasoning', last?.reasoning, total.reasoning],
    ['Cache read', last?.cacheRead, total.cacheRead],
    ['Cache write', last?.cacheWrite, total.cacheWrite],
  ] as const
  return (
    <Group title="Tokens">
      <table className="token-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-text">Kind</span>
            </th>
            <th scope="col">Last answer</th>
            <th scope="col">{isPartial ? 'Messages here' : 'Session'}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ofLast, ofAll]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{ofLast === undefined ? '–' : formatCount(ofLast)}</td>
              <td>{formatCount(ofAll)}</td>
            </tr>
          ))}
          <tr className="token-sum">
            <th scope="row">All</th>
            <td>{last ? formatCount(sumOf(last)) : '–'}</td>
            <td>{formatCount(sumOf(total))}</td>
          </tr>
        </tbody>
      </table>
      {isPartial && (
        <p className="context-note">Earlier messages are not loaded and not counted.</p>
      )}
    </Group>
  )
}

function Cost({ use: { cost, isPartial } }: { use: ContextUse }) {
  return (
    <Group title="Cost">
      {cost === undefined ? (
        <p className="context-note">No price is known for this model.</p>
      ) : (
        <p className="context-used">
          {formatCost(cost)}
          {isPartial && <span className="context-of">for the messages here</span>}
        </p>
      )}
    </Group>
  )
}

function SubAgents({ sessionID }: { sessionID: string }) {
  const children = useStore((store) => store.list.childrenOf(sessionID))
  const { count, tokens, cost } = childrenUse(children)
  if (count === 0) return null
  return (
    <Group title="Sub-agents">
      <Fact name="Sessions">{formatCount(count)}</Fact>
      <Fact name="Tokens">{formatCount(sumOf(tokens))}</Fact>
      {cost > 0 && <Fact name="Cost">{formatCost(cost)}</Fact>}
      <p className="context-note">They are not part of the numbers above.</p>
    </Group>
  )
}

function Facts({
  use,
  catalog,
  sessionID,
}: {
  use: ContextUse
  catalog: Catalog
  sessionID: string
}) {
  const session = useStore((store) => store.list.get(sessionID))
  const model = findModel(catalog, use.model)
  const atLeast = use.isCut ? 'at least ' : ''
  return (
    <Group title="Session">
      <Fact name="Model">
        <Named text={model?.name ?? use.model?.modelID ?? 'None yet'} />
      </Fact>
      {use.model && (
        <Fact name="Provider">
          <Named text={use.model.providerID} />
        </Fact>
      )}
      {use.agent && (
        <Fact name="Agent">
          <Named text={use.agent} />
        </Fact>
      )}
      <Fact name="Messages">
        {atLeast}
        {formatCount(use.said)} by you, {formatCount(use.answers)} by the agent
      </Fact>
      <Fact name="Compactions">
        {atLeast}
        {formatCount(use.compactions)}
      </Fact>
      {session && (
        <>
          <Fact name="Directory" copy={session.directory}>
            <Quoted text={clip(session.directory, PATH_CHARS)} manner="name" />
          </Fact>
          <Fact name="Created">{formatMoment(session.time.created)}</Fact>
          <Fact name="Updated">{formatMoment(session.time.updated)}</Fact>
        </>
      )}
      <Fact name="Session ID" copy={sessionID}>
        <code>{sessionID}</code>
      </Fact>
    </Group>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="context-group">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

function Fact({ name, copy, children }: { name: string; copy?: string; children: ReactNode }) {
  return (
    <dl className="context-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
      {copy !== undefined && (
        <dd className="context-copy">
          <CopyButton what={name.toLowerCase()} text={copy} />
        </dd>
      )}
    </dl>
  )
}
