import { nameProjects } from '../../store/projects'
import { useStore } from '../context'

/** The project in which the next session starts. */
export interface CurrentProject {
  /** Undefined until the page knows. */
  directory: string | undefined
  name: string
  /** Whether its folder is known to be gone. */
  isGone: boolean
}

export function useCurrentProject(): CurrentProject {
  const directory = useStore((store) => store.projects.current ?? store.engine?.projectDir)
  const recent = useStore((store) => store.projects.recent)
  const isGone = useStore((store) => directory !== undefined && store.projects.isGone(directory))
  if (directory === undefined) return { directory, name: '', isGone }
  const others = recent.map((it) => it.directory).filter((it) => it !== directory)
  const name = nameProjects([directory, ...others]).get(directory) ?? directory
  return { directory, name, isGone }
}
