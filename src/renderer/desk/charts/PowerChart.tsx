import { useElementSize } from '@mantine/hooks'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useFormat } from '../use-format.ts'
import { ChartTip } from './ChartTip.tsx'
import { axis, grid, margin, powerTick, timeTicks, valueTicks } from './chart-style.ts'

interface Point {
  at: number
  powerW: number
}

/** Power over time. `stepped`: the points are means of spans. */
export function PowerChart(props: { points: Point[]; from: number; to: number; label: string; height?: number }) {
  const { points, from, to, label, height = 260 } = props
  const { t } = useTranslation()
  const format = useFormat()
  const ticks = valueTicks(Math.max(0, ...points.map(({ powerW }) => powerW)), 1000)
  const gradient = useId()
  const { ref, width } = useElementSize()
  return (
    <figure ref={ref} style={{ margin: 0, height }} aria-label={label}>
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart data={points} margin={margin}>
          <defs>
            <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0%" stopColor="var(--desk-chart-power)" stopOpacity={0.5} />
              <stop offset="100%" stopColor="var(--desk-chart-power)" stopOpacity={0.06} />
            </linearGradient>
          </defs>
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
              const point = active ? (payload?.[0]?.payload as Point | undefined) : undefined
              if (!point) return null
              return (
                <ChartTip
                  title={format.dateTime(point.at)}
                  rows={[
                    { label: t('values.power'), value: format.power(point.powerW), color: 'var(--desk-chart-power)' },
                  ]}
                />
              )
            }}
          />
          <Area
            dataKey="powerW"
            type="monotone"
            stroke="var(--desk-chart-power)"
            strokeWidth={2}
            fill={`url(#${gradient})`}
            isAnimationActive={false}
          />
        </AreaChart>
      </ResponsiveContainer>
    </figure>
  )
}
