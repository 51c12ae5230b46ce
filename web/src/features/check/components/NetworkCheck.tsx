import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { judge, usedWay, type NetworkMeasured, type Quality, type Way } from '../verdict'
import { Verdict, type Tone } from './Verdict'

interface Props {
  running: boolean
  measured: NetworkMeasured | null
  run: () => void
  inRoom: boolean
}

const TONES: Readonly<Record<Quality, Tone>> = {
  good: 'good',
  fair: 'fair',
  poor: 'bad',
  none: 'bad',
}

/** What quality to expect, what lowers it and what to do, and the figures for whoever helps. */
export function NetworkCheck({ running, measured, run, inRoom }: Props): ReactElement {
  const { t } = useStaffLocale()
  const verdict = measured && judge(measured)
  return (
    <section className="stack" aria-labelledby="check-network" aria-busy={running}>
      <Heading variant="h3" id="check-network">
        {t('check.network')}
      </Heading>
      <p role="status">{running && t('check.network.running')}</p>
      <Verdict
        told={
          verdict && {
            tone: TONES[verdict.quality],
            what: t(`check.quality.${verdict.quality}`),
          }
        }
      />
      {verdict && verdict.troubles.length > 0 && (
        <ul className="check-troubles">
          {verdict.troubles.map((trouble) => (
            <li key={trouble}>
              <strong>{t(`check.trouble.${trouble}`)}</strong>{' '}
              {t(`check.trouble.${trouble}.toDo`)}
            </li>
          ))}
        </ul>
      )}
      {measured && <Figures measured={measured} inRoom={inRoom} />}
      {measured && (
        <div>
          <Button variant="secondary" onClick={run}>
            {t('check.network.again')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Figures({ measured, inRoom }: { measured: NetworkMeasured; inRoom: boolean }): ReactElement {
  const { t } = useStaffLocale()
  const { serverMs } = measured
  const used = usedWay(measured)
  const speed = used?.bitsPerSecond ?? null
  return (
    <dl className="check-figures">
      <dt>{t('check.server')}</dt>
      <dd>
        {serverMs === null ? t('check.server.gone') : t('check.ms', { ms: Math.round(serverMs) })}
      </dd>
      {(['udp', 'tcp'] as const).map((way) => (
        <WayFigure key={way} way={way} measured={measured} />
      ))}
      {used && (
        <>
          <dt>{t('check.loss')}</dt>
          <dd>{t('check.percent', { percent: Math.round(used.loss * 100) })}</dd>
        </>
      )}
      {speed !== null && !inRoom && (
        <>
          <dt>{t('check.speed')}</dt>
          <dd>{t('check.kbits', { kbits: Math.round(speed / 10_000) * 10 })}</dd>
        </>
      )}
    </dl>
  )
}

function WayFigure({ way, measured }: { way: Way; measured: NetworkMeasured }): ReactElement {
  const { t } = useStaffLocale()
  const found = measured[way]
  // What the relay was reached by is told when it was: TLS passes where plain TCP does not.
  const name = found.state === 'works' && found.relay === 'tls' ? 'tls' : way
  return (
    <>
      <dt>{t(`check.way.${name}`)}</dt>
      <dd>
        {found.state === 'works'
          ? t('check.way.works', { ms: Math.round(found.tripMs) })
          : t(`check.way.${found.state}`)}
      </dd>
    </>
  )
}
