import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { RateUnit } from '../../../site/load/charging-profile.ts'
import { ChartTip } from '../charts/ChartTip.tsx'
import { axis, grid, margin, timeTicks, valueTicks } from '../charts/chart-style.ts'
import { useFormat } from '../use-format.ts'
import type { CompositePoint } from './composite-points.ts'
import { useLimitText } from './use-limit-text.ts'

const series = [
  { key: 'site', label: 'charging.bySite', color: 'var(--desk-chart-power)', dash: undefined },
  { key: 'station', label: 'charging.byStation', color: 'var(--desk-chart-soc)', dash: '5 4' },
] as const

/** Limits as steps; a gap where nothing limits. */
export function CompositeChart(props: { points: CompositePoint[]; unit: RateUnit; label: string }) {
  const { points, unit, label } = props
  const { t } = useTranslation()
  const format = useFormat()
  const limitText = useLimitText()
  const { ref, width } = useElementSize()
  const from = points[0]?.at ?? 0
  const to = points.at(-1)?.at ?? 0
  const most = Math.max(0, ...points.map(({ site, station }) => Math.max(site ?? 0, station ?? 0)))
  const ticks = valueTicks(most, unit === 'A' ? 10 : 1000)
  return (
    <figure ref={ref} style={{ margin: 0, height: 220 }} aria-label={label}>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={points} margin={margin}>
          <CartesianGrid {...grid} />
          <XAxis
            {...axis}
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={timeTicks(from, to, Math.max(3, Math.floor(width / 80)))}
            tickFormatter={(at: number) => format.time(at)}
          />
          <YAxis
            {...axis}
            width={64}
            ticks={ticks}
            domain={[0, ticks.at(-1) ?? 0]}
            tickFormatter={(limit: number) => limitText(limit, unit).replace(' ', '\u00a0')}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = active ? (payload?.[0]?.payload as CompositePoint | undefined) : undefined
              if (!point) return null
              return (
                <ChartTip
                  title={format.dateTime(point.at)}
                  rows={series.flatMap(({ key, label: name, color }) => {
                    const limit = point[key]
                    return typeof limit === 'number' ? [{ label: t(name), value: limitText(limit, unit), color }] : []
                  })}
                />
              )
            }}
          />
          <Legend iconType="plainline" itemSorter={null} wrapperStyle={{ fontSize: 12 }} />
          {series.map(({ key, label: name, color, dash }) => (
            <Line
              key={key}
              name={t(name)}
              dataKey={key}
              type="stepAfter"
              stroke={color}
              strokeWidth={2}
              {...(dash ? { strokeDasharray: dash } : {})}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  )
}
