import { useEffect, useRef, useState } from 'react'
import type { Provider } from '../../../shared/provider-types'
import { isForgettable, isKeyless } from '../../store/providers'
import { useActions, useStore } from '../context'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'
import { Named, nameInWords, Said } from '../named'
import { ConnectForm } from './connect-form'
import { LoginSteps } from './login-steps'

interface Props {
  id: string
  onBack: () => void
  /** The person is done with providers. */
  onDone: () => void
}

/** One provider: how it is connected, or how to. */
export function ProviderDetails({ id, onBack, onDone }: Props) {
  const provider = useStore((store) => store.providers.get(id))
  const login = useStore(({ providers }) =>
    providers.login?.providerID === id ? providers.login : undefined,
  )
  const error = useStore((store) => store.providers.error)
  const isBusy = useStore((store) => store.list.shown.some(({ id }) => store.isBusy(id)))
  // Where the person goes on: in the first way to connect, its field or its button.
  const view = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const way = view.current?.querySelector('.provider-way') ?? view.current
    way?.querySelector<HTMLElement>('.field, .button.primary')?.focus()
  }, [])

  return (
    <div ref={view} className="dialog-body provider-details">
      <div className="provider-head">
        <IconButton icon="back" label="All providers" onClick={onBack} />
        <h3>
          <Named text={provider?.name ?? id} />
        </h3>
      </div>
      {isBusy && (
        <p className="provider-note" role="status">
          <Icon name="clock" />
          An agent is at work. The engine has to be idle to take up a change; stop the run, or wait
          for its end.
        </p>
      )}
      {error && (
        <p className="provider-note provider-error" role="alert">
          <Icon name="alert" />
          <span>
            <Said text={error} />
          </span>
        </p>
      )}
      {!provider && <p>The engine no longer offers this provider. Choose another.</p>}
      {provider && login && <LoginSteps login={login} />}
      {provider?.connected && !isKeyless(provider) && !login && (
        <Connected provider={provider} isBusy={isBusy} onDone={onDone} />
      )}
      {provider && !login && (!provider.connected || isKeyless(provider)) && (
        <ConnectForm provider={provider} isBusy={isBusy} />
      )}
    </div>
  )
}

interface ConnectedProps {
  provider: Provider
  isBusy: boolean
  onDone: () => void
}

function Connected({ provider, isBusy, onDone }: ConnectedProps) {
  const actions = useActions()
  const isWorking = useStore((store) => store.providers.working === provider.id)
  const [isSure, setSure] = useState(false)
  const count = provider.models.length
  return (
    <>
      <p className="provider-state">
        <span className="provider-connected">
          <Icon name="check" />
          Connected
        </span>{' '}
        {sourceOf(provider)}
      </p>
      <p>
        {count === 0
          ? 'It offers no models now. Check the account, or connect another provider.'
          : `It offers ${count} ${count === 1 ? 'model' : 'models'}.`}
      </p>
      <div className="dialog-foot">
        {isForgettable(provider) &&
          (isSure ? (
            <>
              <span className="provider-sure">The engine forgets the key or login.</span>
              <button
                type="button"
                className="button danger"
                aria-disabled={isWorking || isBusy}
                onClick={() => {
                  if (isWorking || isBusy) return
                  void actions.disconnectProvider(provider.id).then(() => setSure(false))
                }}
              >
                Disconnect
              </button>
              <button type="button" className="button" onClick={() => setSure(false)}>
                Keep
              </button>
            </>
          ) : (
            <button type="button" className="button" onClick={() => setSure(true)}>
              Disconnect…
            </button>
          ))}
        {!isSure && (
          <button type="button" className="button primary" onClick={onDone}>
            Done
          </button>
        )}
      </div>
    </>
  )
}

function sourceOf({ source, env }: Provider): string {
  switch (source) {
    case 'env':
      return `by ${env.map(nameInWords).join(' or ')} in the environment.`
    case 'config':
      return 'by the engine’s configuration.'
    default:
      return 'by a key or login that the engine keeps.'
  }
}
