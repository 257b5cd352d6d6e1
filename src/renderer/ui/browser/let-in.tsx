import type { Door } from '../../client/browser'
import { useHelm } from '../context'
import { Sheet } from '../dialog'
import { Wheel } from '../icons'
import { CodeForm } from './code-form'

interface Props {
  door: Pick<Door, 'enter'>
  /** The reason for which the last code was refused: a sentence, or empty. */
  error: string
  onEntered(): void
}

/** The page of a browser that is not let in yet. */
export function LetInPage(props: Props) {
  return (
    <main className="dead-end">
      <Wheel size={48} />
      <h1>Let this browser in</h1>
      <CodeForm {...props} />
    </main>
  )
}

/** The same over a page that was in: what stands there, and what was written, stays. */
export function LetInDialog({ door }: Pick<Props, 'door'>) {
  const { store } = useHelm()
  return (
    <Sheet name="let-in" title="Let this browser in again" className="let-in" first=".code-field">
      <div className="dialog-body let-in-body">
        <p>
          Wheelhouse was started again, or turned this browser away. What you have written here
          stays.
        </p>
        <CodeForm door={door} onEntered={() => store.write(() => store.dialogs.close('let-in'))} />
      </div>
    </Sheet>
  )
}
