import { type ReactNode, useEffect } from 'react'
import { COMMANDS } from '../commands'
import { useActions, useHelm, useStore } from '../context'
import { focusComposer } from '../focus'
import { Icon, Wheel } from '../icons'
import { Said } from '../named'
import { VisibleText } from '../visible-text/visible-text'
import { hasWorked, isFirstRun, modelsState } from './first-run'

/** Whether {@link FirstRun} is to be shown in place of the start view. */
export const useFirstRun = (): boolean => {
  const actions = useActions()
  const isReady = useStore((store) => store.isReady)
  const isUnknown = useStore((store) => store.providers.phase === 'unknown')
  useEffect(() => {
    if (isReady && isUnknown) void actions.loadProviders()
  }, [actions, isReady, isUnknown])
  // From then on the start view is there at once, whatever is still to be loaded.
  const { store } = useHelm()
  const isNews = useStore((it) => !it.settings.value.isWelcomed && hasWorked(it))
  useEffect(() => {
    if (isNews) store.write(() => store.settings.change({ isWelcomed: true }))
  }, [store, isNews])
  return useStore(isFirstRun)
}

/** Leads a person from nothing to the first message; each state has a next step. */
export function FirstRun() {
  const { store } = useHelm()
  const isWelcomed = useStore((it) => it.settings.value.isWelcomed)
  const directory = useStore((it) => it.engine?.projectDir)
  const start = () => {
    store.write(() => store.settings.change({ isWelcomed: true }))
    focusComposer()
  }
  const hasModels = useStore((it) => it.providers.hasModels)
  return (
    <div className="blank first-run">
      <Wheel size={48} />
      <h1>{isWelcomed ? 'No model to work with' : 'Welcome to Wheelhouse'}</h1>
      <p>
        {isWelcomed
          ? 'Connect a provider, and the agent can go on.'
          : 'Say where the agent works and which model answers. Then describe a task.'}
      </p>
      <ol className="first-steps">
        <Step
          icon="folder"
          title="Folder"
          isDone={directory !== undefined}
          action={<ChooseFolder />}
        >
          <p className="first-path">
            <code>
              <VisibleText text={directory ?? 'Known once the engine starts'} manner="name" />
            </code>
          </p>
        </Step>
        <Models />
      </ol>
      <div className="first-foot">
        {hasModels && (
          <button type="button" className="button primary" onClick={start}>
            Start
          </button>
        )}
        <TryDemo />
      </div>
    </div>
  )
}

function Models() {
  const { store } = useHelm()
  const actions = useActions()
  const state = modelsState({ providers: useProviders() })
  const connect = () => store.write(() => store.dialogs.show('providers'))
  const isDone = state.kind === 'free' || state.kind === 'own'
  return (
    <Step
      icon="plug"
      title="Model"
      isDone={isDone}
      action={
        state.kind === 'failed' ? (
          <button type="button" className="button" onClick={() => void actions.loadProviders()}>
            Try again
          </button>
        ) : (
          <button
            type="button"
            className={isDone || state.kind === 'loading' ? 'button' : 'button primary'}
            onClick={connect}
          >
            Connect a provider…
          </button>
        )
      }
    >
      <ModelsText />
    </Step>
  )
}

/** Follows the parts of it that {@link modelsState} reads. */
function useProviders() {
  const { store } = useHelm()
  useStore((it) => it.providers.all)
  useStore((it) => it.providers.phase)
  return store.providers
}

function ModelsText() {
  const state = modelsState({ providers: useProviders() })
  const isReady = useStore((store) => store.isReady)
  switch (state.kind) {
    case 'loading':
      return isReady ? (
        <p className="skeleton first-bone" aria-hidden="true">
          <span className="bone w-80" />
        </p>
      ) : (
        <p>The engine says what there is once it is ready.</p>
      )
    case 'failed':
      return (
        <p>
          The providers could not be loaded. <Said text={state.reason} />
        </p>
      )
    case 'none':
      return <p>No provider is connected. It takes an API key or a login.</p>
    case 'empty':
      return (
        <p>
          <Said text={state.names || 'The provider'} /> offers no models. Connect another.
        </p>
      )
    case 'free':
      return (
        <p>
          {navigator.onLine
            ? `${state.count} free models of OpenCode Zen work without an account. Connect a provider for others.`
            : 'This machine is offline: the free models of OpenCode Zen want a network. A model on this machine or the demo does not.'}
        </p>
      )
    case 'own':
      return (
        <p>
          {state.count} models by <Said text={state.names} />.
        </p>
      )
  }
}

function ChooseFolder() {
  const helm = useHelm()
  const command = COMMANDS.find(({ id }) => id === 'projects.add')
  if (!command) return null
  return (
    <button type="button" className="button" onClick={() => command.run(helm)}>
      Choose a folder…
    </button>
  )
}

function TryDemo() {
  const actions = useActions()
  const isAttached = useStore((store) => store.engine?.attached === true)
  const isStarting = useStore((store) => store.startingEngine)
  if (isAttached) return null
  return (
    <>
      <button
        type="button"
        className="button"
        aria-disabled={isStarting}
        onClick={() => void actions.setDemo(true)}
      >
        <Icon name="play" />
        Try the demo
      </button>
      <p className="first-note">
        The demo needs no account and no network. A scripted model answers, in sessions of its own;
        leave it in the settings.
      </p>
    </>
  )
}

interface StepProps {
  icon: 'folder' | 'plug'
  title: string
  isDone: boolean
  /** What can be done about it. */
  action: ReactNode
  children: ReactNode
}

function Step({ icon, title, isDone, action, children }: StepProps) {
  return (
    <li className="first-step">
      <Icon name={icon} />
      <div className="first-step-body">
        <h2>
          {title}
          {isDone && (
            <span className="first-done">
              <Icon name="check" />
              <span className="hidden-text">Done</span>
            </span>
          )}
        </h2>
        {children}
      </div>
      {action}
    </li>
  )
}
