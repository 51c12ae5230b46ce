import type { ReactElement } from 'react'
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp } from 'suomifi-icons'
import { useStaffLocale } from '@/locales/staff'
import type { Controls } from '../controls'
import type { Point } from '../view'

const WAYS = [
  { way: 'up', by: { x: 0, y: -1 }, Icon: IconArrowUp },
  { way: 'left', by: { x: -1, y: 0 }, Icon: IconArrowLeft },
  { way: 'right', by: { x: 1, y: 0 }, Icon: IconArrowRight },
  { way: 'down', by: { x: 0, y: 1 }, Icon: IconArrowDown },
] as const

/** Of the map's long side, CSS pixels. */
const LONG = 76

/** Where on the page one is, and the ways from there; nothing while all of it is seen. */
export function WhereMap({ controls }: { controls: Controls }): ReactElement | null {
  const { t } = useStaffLocale()
  const { seen, size, move, centre } = controls
  if (!seen) return null
  const scale = LONG / Math.max(size.width, size.height)
  const [width, height] = [size.width * scale, size.height * scale]
  const inside = (by: Point): boolean =>
    (by.x < 0 && seen.x > 0.001) ||
    (by.y < 0 && seen.y > 0.001) ||
    (by.x > 0 && seen.x + seen.width < 0.999) ||
    (by.y > 0 && seen.y + seen.height < 0.999)
  return (
    <div className="paper-where">
      {WAYS.map(({ way, by, Icon }) => (
        <button
          key={way}
          type="button"
          className={`paper-way paper-way-${way}`}
          aria-label={t(`paper.move.${way}`)}
          title={t(`paper.move.${way}`)}
          aria-disabled={!inside(by)}
          onClick={() => inside(by) && move(by)}
        >
          <Icon aria-hidden />
        </button>
      ))}
      <div
        className="paper-map"
        role="img"
        aria-label={t('paper.map', { percent: Math.round(seen.width * seen.height * 100) })}
        style={{ width, height }}
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          centre({
            x: (event.clientX - box.left) / box.width,
            y: (event.clientY - box.top) / box.height,
          })
        }}
      >
        <div
          className="paper-map-seen"
          style={{
            left: seen.x * width,
            top: seen.y * height,
            width: seen.width * width,
            height: seen.height * height,
          }}
        />
      </div>
    </div>
  )
}
