import type { RecentProject } from '../../../shared/project-operations'
import { useActions } from '../context'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'
import { spellOut } from '../visible-text/spell-out'
import { Quoted } from '../visible-text/visible-text'

interface Props {
  project: RecentProject
  name: string
  isCurrent: boolean
  /** It cannot be taken off the list. */
  isKept: boolean
  onChosen: () => void
}

/** One project that can be chosen, or taken off the list. */
export function ProjectOption({ project, name, isCurrent, isKept, onChosen }: Props) {
  const { directory, exists } = project
  const actions = useActions()
  return (
    <li>
      <button
        type="button"
        className="project-option"
        aria-current={isCurrent || undefined}
        title={spellOut(directory, 'name')}
        onClick={onChosen}
      >
        <span className="project-mark">{isCurrent && <Icon name="check" />}</span>
        <span className="project-words">
          <span className="project-name">
            <Quoted text={name} manner="name" />
          </span>
          {exists ? (
            <span className="project-path">
              <Quoted text={directory} manner="name" />
            </span>
          ) : (
            <span className="project-path state-failed">
              <Icon name="noFolder" />
              Its folder is gone
            </span>
          )}
        </span>
      </button>
      {!isKept && (
        <IconButton
          icon="close"
          label={`Remove ${spellOut(name, 'name')} from this list`}
          tip="Remove from this list"
          onClick={() => void actions.forgetProject(directory)}
        />
      )}
    </li>
  )
}
