import { Popover } from '@base-ui/react/popover'
import { type KeyboardEvent, useState } from 'react'
import { nameProjects } from '../../store/projects'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { Icon } from '../icons'
import { Said } from '../named'
import { spellOut } from '../visible-text/spell-out'
import { Quoted } from '../visible-text/visible-text'
import { ProjectOption } from './project-option'
import { useCurrentProject } from './use-current-project'

/** Says in which project the next session starts, and lets a person choose another. */
export function ProjectPicker({ className }: { className: string }) {
  const { directory, name } = useCurrentProject()
  const isCreating = useStore((store) => store.creating)
  const actions = useActions()
  const [isOpen, setOpen] = useState(false)
  if (directory === undefined) return null
  return (
    <Popover.Root
      open={isOpen}
      onOpenChange={(open) => {
        setOpen(open)
        // Folders come and go.
        if (open) void actions.loadProjects()
      }}
    >
      <Popover.Trigger
        className={className}
        aria-label={`Project: ${spellOut(name, 'name')}`}
        title={spellOut(directory, 'name')}
        disabled={isCreating}
      >
        <Icon name="folder" />
        <span className="project-name">
          <Quoted text={name} manner="name" />
        </span>
        <Icon name="switch" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner
          className="project-positioner"
          side="bottom"
          align="start"
          sideOffset={4}
          collisionPadding={8}
        >
          <Popover.Popup className="project-popup">
            <Choices current={directory} close={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Choices({ current, close }: { current: string; close: () => void }) {
  const recent = useStore((store) => store.projects.recent)
  const failure = useStore((store) => store.projects.failure)
  const isChoosing = useStore((store) => store.projects.isChoosing)
  const start = useStore((store) => store.engine?.projectDir)
  const actions = useActions()
  const names = nameProjects(recent.map(({ directory }) => directory))
  return (
    <>
      <Popover.Title className="project-popup-title">New session in</Popover.Title>
      {failure !== '' && (
        <div className="list-note" role="alert">
          <p>
            The projects could not be loaded. <Said text={failure} />
          </p>
          <button type="button" className="button" onClick={() => void actions.loadProjects()}>
            Try again
          </button>
        </div>
      )}
      <ul className="project-options" aria-label="Recent projects" onKeyDown={moveFocus}>
        {recent.map((project) => (
          <ProjectOption
            key={project.directory}
            project={project}
            name={names.get(project.directory) ?? project.directory}
            isCurrent={project.directory === current}
            // Where the app was started is always among them.
            isKept={project.directory === start}
            onChosen={() => {
              close()
              void actions.chooseProject(project.directory)
              requestAnimationFrame(focusComposer)
            }}
          />
        ))}
      </ul>
      {window.wheelhouse && (
        <button
          type="button"
          className="quiet-button project-add"
          aria-disabled={isChoosing}
          onClick={() => {
            close()
            void actions.addProject()
          }}
        >
          <Icon name="addFolder" />
          Add project…
        </button>
      )}
    </>
  )
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const options = [...event.currentTarget.querySelectorAll<HTMLElement>('.project-option')]
  const row = event.target instanceof HTMLElement ? event.target.closest('li') : null
  const at = options.findIndex((it) => row?.contains(it))
  const targets: Record<string, number> = {
    ArrowDown: Math.min(at + 1, options.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: options.length - 1,
  }
  const to = targets[event.key]
  if (at < 0 || to === undefined) return
  event.preventDefault()
  options[to]?.focus()
}
