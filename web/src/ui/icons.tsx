/** Icons that the design system lacks, drawn in its style: 24 units, the text's colour. */
import type { ReactElement, ReactNode } from 'react'

function Icon({ children }: { children: ReactNode }): ReactElement {
  return (
    <svg
      viewBox="0 0 24 24"
      width="1em"
      height="1em"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="icon"
    >
      {children}
    </svg>
  )
}

const Slash = (): ReactElement => <path d="M4 4l16 16" />

export function MicrophoneIcon({ off = false }: { off?: boolean }): ReactElement {
  return (
    <Icon>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5 11a7 7 0 0 0 14 0M12 18v3M9 21h6" />
      {off && <Slash />}
    </Icon>
  )
}

/** A page that is spoken. */
export function ReadAloudIcon(): ReactElement {
  return (
    <Icon>
      <path d="M4 4h9v4M4 4v16h6M7 8h3M7 12h2" />
      <path d="M11 13.5h2.5L17 10.5v9l-3.5-3H11zM19.5 12.5a4 4 0 0 1 0 5" />
    </Icon>
  )
}

/** Somebody's voice. */
export function VoiceIcon(): ReactElement {
  return (
    <Icon>
      <path d="M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4" />
    </Icon>
  )
}

export function LoudspeakerIcon(): ReactElement {
  return (
    <Icon>
      <path d="M4 9h4l5-4v14l-5-4H4z" />
      <path d="M16.500 9a4 4 0 0 1 0 6M19 6.500a8 8 0 0 1 0 11" />
    </Icon>
  )
}

/** A screen that is shown to others. */
export function ScreenIcon({ off = false }: { off?: boolean }): ReactElement {
  return (
    <Icon>
      <rect x="3" y="4" width="18" height="12" rx="1" />
      <path d="M8 20h8M12 16v4" />
      {off ? <path d="M9.500 7.500l5 5M14.500 7.500l-5 5" /> : <path d="M12 13V7M9 9.500l3-3 3 3" />}
    </Icon>
  )
}

export function FileIcon(): ReactElement {
  return (
    <Icon>
      <path d="M6 3h8l4 4v14H6z" />
      <path d="M14 3v4h4M9 12h6M9 16h6" />
    </Icon>
  )
}

export function TextIcon(): ReactElement {
  return (
    <Icon>
      <path d="M3 5h18v12H11l-5 4v-4H3z" />
      <path d="M7 9.500h10M7 13h6" />
    </Icon>
  )
}

export function QuestionIcon(): ReactElement {
  return (
    <Icon>
      <path d="M4 4h16v12h-9l-5 4v-4H4z" />
      <path d="M10 8.500a2 2 0 1 1 2.700 1.900c-.5.200-.7.500-.7 1.100M12 13.500v.01" />
    </Icon>
  )
}

export function CameraIcon({ off = false }: { off?: boolean }): ReactElement {
  return (
    <Icon>
      <rect x="2" y="6" width="14" height="12" rx="2" />
      <path d="M16 10.5l6-3.5v10l-6-3.5z" />
      {off && <Slash />}
    </Icon>
  )
}

export function PeopleIcon(): ReactElement {
  return (
    <Icon>
      <circle cx="9" cy="8" r="3.500" />
      <path d="M2.500 20v-1.500a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5V20M15.500 4.800a3.500 3.500 0 0 1 0 6.400M18 14a5 5 0 0 1 3.500 4.500V20" />
    </Icon>
  )
}

export function PhrasesIcon(): ReactElement {
  return (
    <Icon>
      <path d="M3 5h2M9 5h12M3 12h2M9 12h12M3 19h2M9 19h12" />
    </Icon>
  )
}

export function LightIcon(): ReactElement {
  return (
    <Icon>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400" />
    </Icon>
  )
}

const LAYOUTS = {
  document: 'M3 4h11v16H3zM17.500 4H21v5h-3.500z',
  even: 'M3 4h7.500v16H3zM13.500 4H21v16h-7.500z',
  face: 'M3 4h3.500v5H3zM10 4h11v16H10z',
  window: 'M9 15H3V5h11v4M10 10h11v9H10z',
} as const

/** How face and document share the page: the document stands at the left, or in its own window. */
export function LayoutIcon({ of }: { of: keyof typeof LAYOUTS }): ReactElement {
  return (
    <Icon>
      <path d={LAYOUTS[of]} />
    </Icon>
  )
}

export function HangUpIcon(): ReactElement {
  return (
    <svg
      viewBox="0 0 24 24"
      width="1em"
      height="1em"
      fill="currentColor"
      aria-hidden="true"
      className="icon"
    >
      <path d="M12 8.5c-4 0-7.600 1.300-9.800 3.600-.8.800-.8 2.100-.1 3l1.300 1.700c.6.8 1.700 1 2.600.5l2.400-1.400c.6-.4 1-1 1-1.700v-1.500c.8-.2 1.700-.3 2.600-.3s1.800.1 2.600.3v1.500c0 .7.4 1.300 1 1.700l2.400 1.400c.9.5 2 .3 2.600-.5l1.300-1.700c.7-.9.7-2.200-.1-3C19.600 9.800 16 8.500 12 8.500z" />
    </svg>
  )
}

export function ZoomIcon({ out = false }: { out?: boolean }): ReactElement {
  return (
    <Icon>
      <circle cx="10.5" cy="10.5" r="7" />
      <path d="M15.700 15.700L21 21M7.500 10.500h6" />
      {!out && <path d="M10.500 7.500v6" />}
    </Icon>
  )
}

export function TurnIcon(): ReactElement {
  return (
    <Icon>
      <path d="M19.500 12a7.500 7.500 0 1 1-2.300-5.400" />
      <path d="M20 2.500v5h-5" />
    </Icon>
  )
}

export function PageIcon(): ReactElement {
  return (
    <Icon>
      <path d="M5.500 3h9l4 4v14h-13z" />
      <path d="M9 11h6M9 15h6" />
    </Icon>
  )
}

export function TiltedPageIcon(): ReactElement {
  return (
    <Icon>
      <path d="M2 4h20v16H2z" />
      <path d="M9.500 7l7 1.500-2 9-7-1.500z" />
    </Icon>
  )
}

export function StillIcon(): ReactElement {
  return (
    <Icon>
      <path d="M3 7.500h4L8.500 5h7L17 7.500h4V19H3z" />
      <circle cx="12" cy="13" r="3.500" />
    </Icon>
  )
}

export function PointIcon(): ReactElement {
  return (
    <Icon>
      <path d="M5 3l14 8-6 1.500L10 19z" />
    </Icon>
  )
}

export function PenIcon(): ReactElement {
  return (
    <Icon>
      <path d="M4 20l1-5L16 4l4 4L9 19zM13 7l4 4" />
    </Icon>
  )
}
