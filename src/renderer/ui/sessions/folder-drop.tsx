import { useEffect, useState } from 'react'
import type { Bridge } from '../../../shared/bridge'
import { useActions } from '../context'
import { Icon } from '../icons'

/**
 * A folder that is dropped on the window becomes a project. Files are left to whoever takes them.
 * Desktop only: no other page learns where a folder lies.
 */
export function FolderDrop({ bridge }: { bridge: Bridge }) {
  const actions = useActions()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const drag = (event: DragEvent) => {
      const mayBe = mayHoldFolder(event.dataTransfer)
      // Without this the window does not let it be dropped.
      if (mayBe) event.preventDefault()
      setOver(mayBe)
    }
    const leave = (event: DragEvent) => {
      // Between two elements of the page it is still over the window.
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      const folders = foldersOf(event.dataTransfer)
      if (folders.length === 0) return
      event.preventDefault()
      event.stopPropagation()
      const [first] = folders.map((file) => bridge.pathOf(file)).filter(Boolean)
      if (first !== undefined) void actions.chooseProject(first)
    }
    // Before whoever takes files gets to see a folder.
    const options = { capture: true }
    window.addEventListener('dragenter', drag, options)
    window.addEventListener('dragover', drag, options)
    window.addEventListener('dragleave', leave, options)
    window.addEventListener('drop', drop, options)
    return () => {
      window.removeEventListener('dragenter', drag, options)
      window.removeEventListener('dragover', drag, options)
      window.removeEventListener('dragleave', leave, options)
      window.removeEventListener('drop', drop, options)
    }
  }, [actions, bridge])
  if (!isOver) return null
  return (
    <div className="folder-drop">
      <p>
        <Icon name="addFolder" />
        Drop a folder to work in it
      </p>
    </div>
  )
}

/** While it is dragged nothing says what it is: a folder has no type, as few files have none. */
const mayHoldFolder = (data: DataTransfer | null): boolean =>
  [...(data?.items ?? [])].some(({ kind, type }) => kind === 'file' && type === '')

const foldersOf = (data: DataTransfer | null): File[] =>
  [...(data?.items ?? [])].flatMap((item) => {
    const file = item.webkitGetAsEntry()?.isDirectory ? item.getAsFile() : null
    return file ? [file] : []
  })
