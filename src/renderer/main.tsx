import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/sidebar.css'
import './styles/session.css'
import './styles/transcript.css'
import './styles/call.css'
import './styles/diff.css'
import './styles/ask.css'
import './styles/composer.css'
import './styles/picker.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { bridgeClient } from './client/bridge'
import type { Client } from './client/client'
import { createActions } from './store/actions'
import { keepComposer } from './store/keep-composer'
import { frameSchedule, pageDelay } from './store/schedule'
import { Store } from './store/store'
import { App } from './ui/app'
import { Boundary } from './ui/boundary'
import { HelmContext } from './ui/context'
import { Broken, NotConnected } from './ui/dead-ends'

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
const root = createRoot(element)

const store = new Store(frameSchedule)
keepComposer(store, {
  local: localStorage,
  session: sessionStorage,
  page: window,
  delay: pageDelay,
})

function show(client: Client): void {
  const actions = createActions(client, store, sessionStorage)
  // For the life of the page: outside of React, which may mount twice in development.
  actions.start()
  root.render(
    <StrictMode>
      <Boundary fallback={<Broken />}>
        <HelmContext value={{ store, actions }}>
          <App />
        </HelmContext>
      </Boundary>
    </StrictMode>,
  )
}

/** In a browser: what only that needs is loaded there alone. */
async function connect(): Promise<Client> {
  const { connectBrowser, UNPAIRED } = await import('./client/browser')
  return connectBrowser({
    page: window,
    document,
    fetch: (path, init) => fetch(path, init),
    onUnpaired: () => store.write(() => store.notices.add('action', UNPAIRED)),
  })
}

if (window.wheelhouse) show(bridgeClient(window.wheelhouse, window))
else {
  connect().then(show, (error: Error) => root.render(<NotConnected reason={error.message} />))
}
