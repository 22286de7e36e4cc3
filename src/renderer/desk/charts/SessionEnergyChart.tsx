import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { Area, CartesianGrid, ComposedChart, Legend, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { hasCurve, type SessionPoint } from '../transactions/session-points.ts'
import { useFormat } from '../use-format.ts'
import { ChartTip } from './ChartTip.tsx'
import { axis, energyTick, grid, margin, timeTicks, valueTicks } from './chart-style.ts'

/** Energy since the start and, where the car tells it, its state of charge. */
export function SessionEnergyChart(props: { points: SessionPoint[]; from: number; to: number; height?: number }) {
  const { points, from, to, height = 200 } = props
  const { t } = useTranslation()
  const format = useFormat()
  const ticks = valueTicks(Math.max(0, ...points.map(({ energyWh }) => energyWh ?? 0)), 1000)
  const { ref, width } = useElementSize()
  const withSoc = hasCurve(points, 'soc')
  return (
    <figure ref={ref} style={{ margin: 0, height }} aria-label={t('values.energy')}>
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
            yAxisId="energy"
            width={66}
            ticks={ticks}
            domain={[0, ticks.at(-1) ?? 0]}
            tickFormatter={(energyWh: number) => energyTick(energyWh, format)}
          />
          {withSoc && (
            <YAxis
              {...axis}
              yAxisId="soc"
              orientation="right"
              width={48}
              domain={[0, 100]}
              tickFormatter={(soc: number) => `${format.number(soc)}\u00a0%`}
            />
          )}
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = active ? (payload?.[0]?.payload as SessionPoint | undefined) : undefined
              if (!point) return null
              const energy = {
                label: t('values.energy'),
                value: format.energy(point.energyWh),
                color: 'var(--desk-chart-energy)',
              }
              const soc = { label: t('values.soc'), value: format.percent(point.soc), color: 'var(--desk-chart-soc)' }
              return <ChartTip title={format.timeWithSeconds(point.at)} rows={withSoc ? [energy, soc] : [energy]} />
            }}
          />
          {withSoc && <Legend iconType="plainline" itemSorter={null} wrapperStyle={{ fontSize: 12 }} />}
          <Area
            name={t('values.energy')}
            yAxisId="energy"
            dataKey="energyWh"
            type="monotone"
            stroke="var(--desk-chart-energy)"
            strokeWidth={2}
            fill="var(--desk-chart-energy)"
            fillOpacity={0.12}
            connectNulls
            isAnimationActive={false}
          />
          {withSoc && (
            <Line
              name={t('values.soc')}
              yAxisId="soc"
              dataKey="soc"
              type="monotone"
              stroke="var(--desk-chart-soc)"
              strokeWidth={2}
              strokeDasharray="6 3"
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  )
}
