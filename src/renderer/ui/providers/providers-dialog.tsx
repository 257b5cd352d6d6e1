import { useEffect, useState } from 'react'
import { useActions, useHelm, useStore } from '../context'
import { Sheet, useDialog } from '../dialog'
import { Icon } from '../icons'
import { Said } from '../named'
import { ProviderDetails } from './provider-details'
import { ProviderList } from './provider-list'

/** Who runs the models: all providers, and how to connect each. */
export function ProvidersDialog() {
  return (
    <Sheet name="providers" title="Connect a provider" className="providers" first="input">
      <Providers />
    </Sheet>
  )
}

function Providers() {
  const { store } = useHelm()
  const actions = useActions()
  const { close } = useDialog('providers')
  const isReady = useStore((it) => it.isReady)
  const isDemo = useStore((it) => it.engine?.demo === true)
  const phase = useStore((it) => it.providers.phase)
  const failure = useStore((it) => it.providers.failure)
  const [selectedID, select] = useState<string>()

  // Each time it is opened: what is connected may have changed elsewhere.
  useEffect(() => {
    if (isReady && !isDemo) void actions.loadProviders()
  }, [actions, isReady, isDemo])
  // What was begun here ends here.
  useEffect(() => () => actions.leaveLogin(), [actions])

  if (!isReady) {
    return (
      <Note text="The engine knows the providers, and it does not run. They are here once it is ready." />
    )
  }
  if (isDemo) {
    return (
      <Note text="The demo has a model of its own, and forgets what is connected in it. Leave it to connect a provider.">
        <button type="button" className="button" onClick={() => void actions.setDemo(false)}>
          Leave the demo
        </button>
      </Note>
    )
  }
  if (phase === 'failed') {
    return (
      <Note text={`The providers could not be loaded. ${failure}`} isFailure>
        <button type="button" className="button" onClick={() => void actions.loadProviders()}>
          Try again
        </button>
      </Note>
    )
  }
  if (phase !== 'ready') return <ProviderBones />
  if (selectedID === undefined) {
    const choose = (id: string) => {
      store.write(() => store.providers.settle())
      select(id)
    }
    return <ProviderList onChoose={choose} />
  }
  return (
    <ProviderDetails
      key={selectedID}
      id={selectedID}
      onBack={() => {
        actions.leaveLogin()
        select(undefined)
      }}
      onDone={close}
    />
  )
}

function Note(props: { text: string; isFailure?: boolean; children?: React.ReactNode }) {
  return (
    <div className="dialog-body dialog-note" role={props.isFailure ? 'alert' : undefined}>
      {props.isFailure && (
        <span className="state-failed">
          <Icon name="alert" />
        </span>
      )}
      <p>
        <Said text={props.text} />
      </p>
      {props.children}
    </div>
  )
}

function ProviderBones() {
  return (
    <div className="dialog-body skeleton provider-bones" aria-hidden="true">
      {[60, 50, 70, 50, 60, 80].map((width, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <span key={at} className={`bone w-${width}`} />
      ))}
    </div>
  )
}
