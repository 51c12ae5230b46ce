import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { PICTURES } from '@/protocol/boothConstants'
import { useTerminal } from '../context'

interface Props {
  kind: keyof typeof PICTURES
  label: string
  className: string
}

/** A living picture from the terminal. */
export function Picture({ kind, label, className }: Props): ReactElement {
  const link = useTerminal()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(
    () => (canvas.current ? link.pictures.attach(PICTURES[kind], canvas.current) : undefined),
    [link, kind],
  )
  return (
    <div role="img" aria-label={label} className={className}>
      <canvas ref={canvas} width={1} height={1} data-testid={`picture-${kind}`} />
    </div>
  )
}
