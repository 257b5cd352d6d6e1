import { type RefObject, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useActions } from '../context'
import { focusComposer } from '../focus'
import { Icon } from '../icons'

/** Lets files be dropped anywhere beside the list of sessions, and says so while some are held there. */
export function DropTarget({ within }: { within: RefObject<HTMLElement | null> }) {
  const actions = useActions()
  const [area, setArea] = useState<HTMLElement>()
  const [isOver, setOver] = useState(false)

  useEffect(() => {
    const main = within.current?.closest('main')
    if (!main) return
    setArea(main)
    // Each child that is entered and left says so, too.
    let depth = 0
    const leave = () => {
      depth = 0
      setOver(false)
    }
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth += 1
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth -= 1
      if (depth <= 0) leave()
    }
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    }
    const onDrop = (event: DragEvent) => {
      leave()
      const files = filesOf(event)
      // Folders are projects, which somebody else takes.
      if (files.length === 0) return
      event.preventDefault()
      void actions.attach(files)
      focusComposer()
    }
    main.addEventListener('dragenter', onEnter)
    main.addEventListener('dragleave', onLeave)
    main.addEventListener('dragover', onOver)
    main.addEventListener('drop', onDrop)
    return () => {
      main.removeEventListener('dragenter', onEnter)
      main.removeEventListener('dragleave', onLeave)
      main.removeEventListener('dragover', onOver)
      main.removeEventListener('drop', onDrop)
    }
  }, [actions, within])

  if (!isOver || !area) return null
  return createPortal(
    <div className="drop-target">
      <p>
        <Icon name="attach" />
        Drop files to attach them
      </p>
    </div>,
    area,
  )
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer?.types.includes('Files') ?? false

/** What was dropped, without directories. */
function filesOf({ dataTransfer }: DragEvent): File[] {
  return [...(dataTransfer?.items ?? [])].flatMap((item) => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory) return []
    return item.getAsFile() ?? []
  })
}
