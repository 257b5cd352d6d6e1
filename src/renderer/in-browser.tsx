import type { ReactNode } from 'react'
import type { Root } from 'react-dom/client'
import type { AppError } from '../shared/errors'
import { createDoor, UNPAIRED } from './client/browser'
import { BrowserToken } from './client/browser-token'
import type { Client } from './client/client'
import type { Saved } from './store/saved'
import type { Store } from './store/store'
import { LetInDialog, LetInPage } from './ui/browser/let-in'
import { NotConnected } from './ui/dead-ends'

interface Parts {
  root: Root
  store: Store
  /** Shared by all tabs of this address. */
  saved: Saved
  /** Shows the app, once, over a client. */
  show(client: Client, over: ReactNode): void
}

/** Brings up the page in a browser, which has to be let in. */
export async function startInBrowser({ root, store, saved, show }: Parts): Promise<void> {
  const token = new BrowserToken(saved, window)
  const door = createDoor({
    page: window,
    document,
    fetch: (path, init) => fetch(path, init),
    token,
    onUnpaired: () => store.write(() => store.dialogs.show('let-in')),
  })
  let isIn = false
  let isTrying = false
  const connect = async () => {
    if (isIn || isTrying) return
    isTrying = true
    try {
      const client = await door.connect()
      isIn = true
      show(client, <LetInDialog door={door} />)
    } catch (error) {
      const { code, message } = error as AppError
      root.render(
        code === 'unauthorized' ? (
          <LetInPage
            key={message}
            door={door}
            // A browser that is new did nothing wrong.
            error={message === UNPAIRED ? '' : message}
            onEntered={() => void connect()}
          />
        ) : (
          <NotConnected reason={message} retry={() => void connect()} />
        ),
      )
    } finally {
      isTrying = false
    }
  }
  // Another tab was let in, which is for all of them.
  token.onChange(() => {
    if (token.get() === undefined) return
    store.write(() => store.dialogs.close('let-in'))
    void connect()
  })
  await connect()
}
