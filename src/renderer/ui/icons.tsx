import {
  Archive,
  ArchiveRestore,
  ArrowDown,
  ArrowLeft,
  ArrowUp,
  Bot,
  Check,
  ChevronDown,
  ChevronRight,
  ChevronsUpDown,
  Circle,
  CircleCheck,
  CircleDot,
  CircleHelp,
  CircleSlash,
  Clock,
  Copy,
  CornerLeftUp,
  Download,
  Ellipsis,
  ExternalLink,
  File,
  FileText,
  Folder,
  FolderPlus,
  FolderX,
  FoldVertical,
  GitFork,
  Globe,
  Image,
  Lightbulb,
  Link,
  Link2,
  Link2Off,
  List,
  ListFilter,
  type LucideIcon,
  MessageSquare,
  Monitor,
  Moon,
  PanelLeft,
  PanelRight,
  Paperclip,
  Pause,
  Pencil,
  Play,
  Plug,
  Plus,
  Redo2,
  Search,
  Square,
  SquareTerminal,
  Sun,
  Trash2,
  TriangleAlert,
  Undo2,
  Wrench,
  X,
} from 'lucide-react'

// The names are ours, so that a view says what it means and not what it looks like.
const ICONS = {
  plus: Plus,
  trash: Trash2,
  sidebar: PanelLeft,
  chevron: ChevronRight,
  down: ArrowDown,
  up: ArrowUp,
  stop: Square,
  check: Check,
  copy: Copy,
  close: X,
  alert: TriangleAlert,
  clock: Clock,
  thought: Lightbulb,
  terminal: SquareTerminal,
  read: FileText,
  edit: Pencil,
  search: Search,
  web: Globe,
  outside: ExternalLink,
  list: List,
  agent: Bot,
  ask: CircleHelp,
  tool: Wrench,
  more: Ellipsis,
  file: File,
  image: Image,
  chat: MessageSquare,
  screen: Monitor,
  dark: Moon,
  light: Sun,
  folder: Folder,
  back: ArrowLeft,
  plug: Plug,
  play: Play,
  fork: GitFork,
  export: Download,
  link: Link,
  unlink: Link2Off,
  compact: FoldVertical,
  archive: Archive,
  unarchive: ArchiveRestore,
  undo: Undo2,
  redo: Redo2,
  addFolder: FolderPlus,
  noFolder: FolderX,
  switch: ChevronsUpDown,
  parent: CornerLeftUp,
  attach: Paperclip,
  choose: ChevronDown,
  panel: PanelRight,
  path: Link2,
  todo: Circle,
  doing: CircleDot,
  done: CircleCheck,
  dropped: CircleSlash,
  pause: Pause,
  filter: ListFilter,
} satisfies Record<string, LucideIcon>

export type IconName = keyof typeof ICONS

/** A decorative icon; what it stands for is said in words beside it or as the control's name. */
export function Icon({ name }: { name: IconName }) {
  const Shape = ICONS[name]
  // 24 units on 16 px: a pen of 2.25 is 1.5 px wide, as strong as 13 px text.
  return <Shape className={`icon icon-${name}`} size={16} strokeWidth={2.25} aria-hidden="true" />
}

const SPOKES = [0, 60, 120, 180, 240, 300]

/** The ship's wheel: the mark of the app. Six spokes, so that it stays clear at 20 px. */
export function Wheel({ size }: { size: number }) {
  return (
    <svg className="wheel" viewBox="0 0 48 48" width={size} height={size} aria-hidden="true">
      <circle cx="24" cy="24" r="14" />
      <circle className="wheel-hub" cx="24" cy="24" r="3.5" />
      {SPOKES.map((angle) => (
        <g key={angle} transform={`rotate(${angle} 24 24)`}>
          <path d="M24 20V10" />
          <path className="wheel-handle" d="M24 8V3.5" />
        </g>
      ))}
    </svg>
  )
}
