import { COMMANDS } from '../commands'
import { COMMAND_GROUPS, type Command } from '../commands/command'
import { Sheet } from '../dialog'
import { Keys } from '../keys-view'

interface Shortcut {
  readonly keys: readonly string[]
  readonly does: string
}

/** Keys that mean something only where the focus is. */
const IN_PLACE: readonly { name: string; shortcuts: readonly Shortcut[] }[] = [
  {
    name: 'While you write',
    shortcuts: [
      { keys: ['Enter'], does: 'Send the message' },
      { keys: ['Shift+Enter'], does: 'Start a new line' },
    ],
  },
  {
    name: 'While the agent asks',
    shortcuts: [
      { keys: ['ArrowLeft', 'ArrowRight'], does: 'Go between the answers' },
      { keys: ['Enter'], does: 'Give the answer that has the focus' },
      { keys: ['Esc'], does: 'Leave it for the message' },
    ],
  },
  {
    name: 'In dialogs and lists',
    shortcuts: [
      { keys: ['ArrowUp', 'ArrowDown'], does: 'Go to the next one' },
      { keys: ['Enter'], does: 'Choose it' },
      { keys: ['Esc'], does: 'Close' },
      { keys: ['Tab'], does: 'Go to the next control' },
    ],
  },
]

/** Every key that does something, group by group, from the list of commands itself. */
export function Shortcuts() {
  const groups = COMMAND_GROUPS.map((name) => ({ name, shortcuts: shortcutsOf(name) }))
  return (
    <Sheet name="shortcuts" title="Keyboard shortcuts" className="shortcuts" first=".dialog-body">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <div className="dialog-body shortcut-groups" tabIndex={0}>
        {[...groups, ...IN_PLACE]
          .filter(({ shortcuts }) => shortcuts.length > 0)
          .map(({ name, shortcuts }) => (
            <section key={name} aria-label={name} className="shortcut-group">
              <h3>{name}</h3>
              <dl>
                {shortcuts.map(({ does, keys }) => (
                  <div key={does} className="shortcut">
                    <dt>{does}</dt>
                    <dd>
                      {keys.map((it) => (
                        <Keys key={it} keys={it} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </Sheet>
  )
}

const shortcutsOf = (group: Command['group']): Shortcut[] =>
  COMMANDS.filter((it) => it.group === group && it.keys !== undefined).map((it) => ({
    keys: it.keys ?? [],
    does: it.title,
  }))
