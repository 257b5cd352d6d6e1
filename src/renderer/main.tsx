import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/sidebar.css'
import './styles/session-list.css'
import './styles/projects.css'
import './styles/session.css'
import './styles/history.css'
import './styles/transcript.css'
import './styles/markdown.css'
import './styles/code.css'
import './styles/visible-text.css'
import './styles/plain-text.css'
import './styles/reading.css'
import './styles/call.css'
import './styles/tools.css'
import './styles/attachment.css'
import './styles/answer.css'
import './styles/diff.css'
import './styles/ask.css'
import './styles/composer.css'
import './styles/dialog.css'
import './styles/palette.css'
import './styles/settings.css'
import './styles/providers.css'
import './styles/first-run.css'
import './styles/picker.css'
import './styles/panel.css'
import './styles/changes.css'
import './styles/context.css'
import './styles/inspector.css'
import './styles/browser.css'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { after } from './client/after'
import { bridgeClient } from './client/bridge'
import type { Client } from './client/client'
import { openFileShelf } from './client/file-shelf'
import { createActions } from './store/actions'
import { keepCrashRecord } from './store/crash-record'
import { keepComposer } from './store/keep-composer'
import { keepFiles } from './store/kept-files'
import { rememberPanel } from './store/panel-memory'
import { rememberPlainText } from './store/plain-text'
import { rememberSidebar } from './store/remembered'
import { rememberList } from './store/remembered-list'
import { savedIn } from './store/saved'
import { frameSchedule } from './store/schedule'
import { Store } from './store/store'
import { App } from './ui/app'
import { Boundary } from './ui/boundary'
import { HelmContext } from './ui/context'
import { Broken, NotConnected } from './ui/dead-ends'
import { followSettings } from './ui/settings/follow-settings'

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
const root = createRoot(element)

const store = new Store(frameSchedule)
let isLostSaid = false
const sayLost = () => {
  if (isLostSaid) return
  isLostSaid = true
  const text =
    'What you write and choose could not be saved on this device: its storage is full or blocked. It is there until Wheelhouse is closed.'
  store.write(() => store.notices.add('action', text))
}
const local = savedIn(() => localStorage, sayLost)
const session = savedIn(() => sessionStorage, sayLost)
const crashes = keepCrashRecord({ saved: session, page: window })
// Before anything is shown.
followSettings(
  store,
  { root: document.documentElement, page: window, saved: local },
  // What the system draws follows; it failing is no news to anyone, and main logs why.
  (theme) => void window.wheelhouse?.call('desktop.theme', { theme }).catch(() => undefined),
)
keepComposer(store, { local, session, page: window, delay: after })
void keepFiles(store, openFileShelf())

/** @param more what stands over the page, in a browser */
function show(client: Client, more?: ReactNode): void {
  store.links.remember(local)
  const actions = createActions(client, store, session)
  // For the life of the page: outside of React, which may mount twice in development.
  rememberSidebar(store, local)
  rememberList(store, { saved: local, page: window, delay: after })
  rememberPlainText(store, local)
  actions.start(crashes.isRepeated ? 'crashes' : undefined)
  void actions.loadProjects()
  rememberPanel(store, local)
  root.render(
    <StrictMode>
      <Boundary fallback={<Broken />} onDefect={crashes.noteDefect}>
        <HelmContext value={{ store, actions }}>
          <App />
          {more}
        </HelmContext>
      </Boundary>
    </StrictMode>,
  )
}

if (window.wheelhouse) show(bridgeClient(window.wheelhouse, window))
else {
  // What only a browser needs is loaded there alone.
  import('./in-browser')
    .then(({ startInBrowser }) => startInBrowser({ root, store, saved: local, show }))
    .catch(() => {
      const reason = 'Wheelhouse ended before its page had come. Start it, then try again.'
      root.render(<NotConnected reason={reason} retry={() => location.reload()} />)
    })
}
