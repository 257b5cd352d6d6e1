import { type FormEvent, useId, useState } from 'react'
import type { Provider } from '../../../shared/provider-types'
import { isKeyless } from '../../store/providers'
import { useActions, useStore } from '../context'
import { Icon } from '../icons'
import { Named, nameInWords, Said } from '../named'
import { openAddress } from '../open-address'
import {
  firstInputs,
  givenInputs,
  isOptional,
  type Prompt,
  promptsOf,
  type Way,
  waysOf,
} from './provider-prompts'

interface Props {
  provider: Provider
  /** Whether a run is under way: nothing can be connected meanwhile. */
  isBusy: boolean
}

/** The ways to connect a provider, each with its own button. */
export function ConnectForm({ provider, isBusy }: Props) {
  const methods = useStore((store) => store.providers.methods[provider.id])
  const ways = waysOf(methods)
  return (
    <>
      {isKeyless(provider) && provider.connected && (
        <p>Its free models work as they are. A key adds the others.</p>
      )}
      {ways.map((way, at) => (
        <WayForm
          key={way.index}
          provider={provider}
          way={way}
          isBusy={isBusy}
          isFirst={at === 0}
          isOnly={ways.length === 1}
        />
      ))}
    </>
  )
}

interface WayProps extends Props {
  way: Way
  isFirst: boolean
  isOnly: boolean
}

function WayForm({ provider, way: { index, method }, isBusy, isFirst, isOnly }: WayProps) {
  const actions = useActions()
  const working = useStore((store) => store.providers.working)
  const [inputs, setInputs] = useState(() => firstInputs(method))
  const id = useId()
  const isKey = method.type === 'api'
  const isBlocked = isBusy || working !== undefined

  const connect = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBlocked) return
    const given = givenInputs(method, inputs)
    if (!isKey) {
      void actions.beginLogin(provider.id, index, given, openAddress)
      return
    }
    // Read when it is wanted, and never kept: the field is its only place on this side.
    const key = new FormData(event.currentTarget).get('key')
    if (typeof key !== 'string' || key.trim() === '') return
    const hasInputs = Object.keys(given).length > 0
    void actions.connectProvider(provider.id, key.trim(), hasInputs ? given : undefined)
  }
  const set = (key: string) => (value: string) => setInputs({ ...inputs, [key]: value })

  return (
    <form className="provider-way" onSubmit={connect} autoComplete="off">
      {!isOnly && !isFirst && <p className="provider-or">or</p>}
      {promptsOf(method, inputs).map((prompt) => (
        <PromptField
          key={prompt.key}
          prompt={prompt}
          value={inputs[prompt.key] ?? ''}
          onChange={set(prompt.key)}
        />
      ))}
      {isKey && (
        <div className="provider-field">
          <label htmlFor={`${id}-key`}>API key</label>
          <input
            id={`${id}-key`}
            className="field"
            name="key"
            type="password"
            required
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-note`}
          />
          <p id={`${id}-note`} className="provider-hint">
            The engine keeps it on this machine. It is never shown again, and no log has it.
            {provider.env.length > 0 && (
              <>
                {' '}
                Or set <code>{provider.env.map(nameInWords).join(', ')}</code> before Wheelhouse
                starts.
              </>
            )}
          </p>
        </div>
      )}
      <div className="dialog-foot">
        <button
          type="submit"
          className={isFirst ? 'button primary' : 'button'}
          aria-disabled={isBlocked}
        >
          {!isKey && <Icon name="outside" />}
          {isKey ? 'Connect' : <Named text={method.label} />}
        </button>
        {working === provider.id && <output className="sending">Connecting…</output>}
      </div>
    </form>
  )
}

interface PromptProps {
  prompt: Prompt
  value: string
  onChange: (value: string) => void
}

function PromptField({ prompt, value, onChange }: PromptProps) {
  const id = useId()
  return (
    <div className="provider-field">
      <label htmlFor={id}>
        <Said text={prompt.message} />
      </label>
      {prompt.type === 'select' ? (
        <select
          id={id}
          className="field"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {prompt.options.map((option) => (
            <option key={option.value} value={option.value}>
              {nameInWords(option.hint ? `${option.label} (${option.hint})` : option.label)}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          className="field"
          type="text"
          required={!isOptional(prompt)}
          placeholder={prompt.placeholder && nameInWords(prompt.placeholder)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  )
}
