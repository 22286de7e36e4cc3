import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { Area, CartesianGrid, ComposedChart, Legend, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { hasCurve, type SessionPoint } from '../transactions/session-points.ts'
import { useFormat } from '../use-format.ts'
import { ChartTip } from './ChartTip.tsx'
import { axis, grid, margin, powerTick, timeTicks, valueTicks } from './chart-style.ts'

const phases = [
  { key: 'l1W', name: 'L1', color: 'var(--desk-chart-l1)', dash: '6 3' },
  { key: 'l2W', name: 'L2', color: 'var(--desk-chart-l2)', dash: '2 3' },
  { key: 'l3W', name: 'L3', color: 'var(--desk-chart-l3)', dash: '8 3 2 3' },
] as const

/** Power of a session: the whole as an area, each phase as a line of its own dash. */
export function SessionPowerChart(props: { points: SessionPoint[]; from: number; to: number; height?: number }) {
  const { points, from, to, height = 240 } = props
  const { t } = useTranslation()
  const format = useFormat()
  const ticks = valueTicks(Math.max(0, ...points.map(({ powerW }) => powerW ?? 0)), 1000)
  const { ref, width } = useElementSize()
  const shown = phases.filter(({ key }) => hasCurve(points, key))
  return (
    <figure ref={ref} style={{ margin: 0, height }} aria-label={t('values.power')}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={points} margin={margin}>
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
            width={54}
            ticks={ticks}
            domain={[0, ticks.at(-1) ?? 0]}
            tickFormatter={(powerW: number) => powerTick(powerW, format)}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = active ? (payload?.[0]?.payload as SessionPoint | undefined) : undefined
              if (!point) return null
              const rows = [
                { label: t('values.power'), value: format.power(point.powerW), color: 'var(--desk-chart-power)' },
                ...shown.map(({ key, name, color }) => ({ label: name, value: format.power(point[key]), color })),
              ]
              return <ChartTip title={format.timeWithSeconds(point.at)} rows={rows} />
            }}
          />
          {shown.length > 0 && <Legend iconType="plainline" itemSorter={null} wrapperStyle={{ fontSize: 12 }} />}
          <Area
            name={t('values.power')}
            dataKey="powerW"
            type="monotone"
            stroke="var(--desk-chart-power)"
            strokeWidth={2}
            fill="var(--desk-chart-power)"
            fillOpacity={0.14}
            connectNulls
            isAnimationActive={false}
          />
          {shown.map(({ key, name, color, dash }) => (
            <Line
              key={key}
              name={name}
              dataKey={key}
              type="monotone"
              stroke={color}
              strokeWidth={1.5}
              strokeDasharray={dash}
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  )
}
