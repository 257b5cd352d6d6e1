import { type FormEvent, useId } from 'react'
import type { Login } from '../../store/providers'
import { useActions, useStore } from '../context'
import { Icon } from '../icons'
import { Said } from '../named'
import { openAddress } from '../open-address'

/** What is left of a login that has begun in the browser. */
export function LoginSteps({ login }: { login: Login }) {
  const actions = useActions()
  const isWorking = useStore((store) => store.providers.working === login.providerID)
  const id = useId()
  const finish = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = new FormData(event.currentTarget).get('code')
    if (typeof code !== 'string' || code.trim() === '' || isWorking) return
    void actions.finishLogin(code.trim())
  }
  return (
    <>
      <p>The provider’s page was opened in your browser. Log in there.</p>
      {login.instructions && (
        <p className="login-instructions">
          <Said text={login.instructions} />
        </p>
      )}
      <button type="button" className="button login-again" onClick={() => openAddress(login.url)}>
        <Icon name="outside" />
        Open the page again
      </button>
      {login.how === 'code' ? (
        <form className="provider-way" onSubmit={finish} autoComplete="off">
          <div className="provider-field">
            <label htmlFor={id}>Code</label>
            <input id={id} className="field" name="code" type="text" required spellCheck={false} />
            <p className="provider-hint">Copy it from the page, and paste it here.</p>
          </div>
          <div className="dialog-foot">
            <button type="submit" className="button primary" aria-disabled={isWorking}>
              Finish the login
            </button>
            <button type="button" className="button" onClick={() => actions.leaveLogin()}>
              Cancel
            </button>
            {isWorking && <output className="sending">Connecting…</output>}
          </div>
        </form>
      ) : (
        <div className="dialog-foot">
          <button type="button" className="button" onClick={() => actions.leaveLogin()}>
            Cancel
          </button>
          <output className="login-waiting">
            <span className="dot breathing" />
            Waiting for the provider
          </output>
        </div>
      )}
    </>
  )
}
