import type { ReactNode } from 'react'

// Drawn on a 16 px grid with a 1.5 px pen, so that they sit beside 13 px text.
const shapes = {
  plus: <path d="M8 3.25v9.5M3.25 8h9.5" />,
  trash: (
    <path d="M2.75 4.25h10.5M6.25 4V2.75h3.5V4M4 4.5l.6 8.75h6.8L12 4.5M6.75 7v3.75M9.25 7v3.75" />
  ),
  sidebar: <path d="M2.25 3.25h11.5v9.5H2.25zM6.25 3.25v9.5" />,
  chevron: <path d="m6.25 4.25 3.75 3.75-3.75 3.75" />,
  down: <path d="M8 3v9.5M4.25 8.75 8 12.5l3.75-3.75" />,
  stop: (
    <rect x="4.25" y="4.25" width="7.5" height="7.5" rx="1" fill="currentColor" stroke="none" />
  ),
  check: <path d="m3.25 8.5 3 3 6.5-7" />,
  copy: <path d="M5.75 5.75h7.5v7.5h-7.5zM10.25 5.5V2.75h-7.5v7.5H5.5" />,
  close: <path d="m4.25 4.25 7.5 7.5m0-7.5-7.5 7.5" />,
  alert: <path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.05" />,
  clock: <path d="M8 2.25a5.75 5.75 0 1 0 0 11.5a5.75 5.75 0 1 0 0-11.5M8 5v3.25l2 1.25" />,
  thought: (
    <path d="M8 2.25a4.25 4.25 0 0 0-2.5 7.7v1.8h5v-1.8A4.25 4.25 0 0 0 8 2.25M6.25 13.75h3.5" />
  ),
  terminal: <path d="M2.25 3.25h11.5v9.5H2.25zM5 6.25 6.75 8 5 9.75M8.5 9.75H11" />,
  read: <path d="M3.75 2.25h5.5l3 3v8.5h-8.5zM9 2.5v3h3M6 8.25h4M6 10.75h4" />,
  edit: <path d="m2.75 13.25.75-3.25 7.5-7.5 2.5 2.5L6 12.5zM9.5 4l2.5 2.5" />,
  search: <path d="M7 2.75a4.25 4.25 0 1 0 0 8.5a4.25 4.25 0 1 0 0-8.5M10.25 10.25l3 3" />,
  web: (
    <path d="M8 2.25a5.75 5.75 0 1 0 0 11.5a5.75 5.75 0 1 0 0-11.5M2.25 8h11.5M8 2.25c2 1.6 2.75 3.6 2.75 5.75S10 12.15 8 13.75C6 12.15 5.25 10.15 5.25 8S6 3.85 8 2.25" />
  ),
  outside: <path d="M9.5 2.75h3.75V6.5M13 3 7.75 8.25M11.25 9v4.25h-8.5v-8.5H7" />,
  list: <path d="M6.25 4.25h7M6.25 8h7M6.25 11.75h7M2.75 4.25h.75M2.75 8h.75M2.75 11.75h.75" />,
  agent: (
    <path d="M4.25 2.75v6.5c0 1.1.9 2 2 2h5.5M4.25 5.75h7.5M9.5 3.5l2.25 2.25L9.5 8M9.5 9l2.25 2.25L9.5 13.5" />
  ),
  ask: (
    <path d="M8 2.25a5.75 5.75 0 1 0 0 11.5a5.75 5.75 0 1 0 0-11.5M6.25 6.5a1.75 1.75 0 1 1 2.6 1.5c-.55.3-.85.65-.85 1.25M8 11.2v.05" />
  ),
  tool: (
    <path d="M9.9 3.1a3.25 3.25 0 0 0-3 4.6l-4.4 4.4 1.4 1.4 4.4-4.4a3.25 3.25 0 0 0 4.35-4L10.7 7 9 5.3l1.9-2z" />
  ),
  more: <path d="M3.75 8h.05M8 8h.05M12.25 8h.05" strokeWidth="2" strokeLinecap="round" />,
  file: <path d="M3.75 2.25h5.5l3 3v8.5h-8.5zM9 2.5v3h3" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

/** A decorative icon; what it stands for is said in words beside it or as the control's name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {shapes[name]}
    </svg>
  )
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
