import { useTranslation } from 'react-i18next'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { UseCaseOutput } from '../../../site/api.ts'
import { useFormat } from '../use-format.ts'
import { ChartTip } from './ChartTip.tsx'
import { axis, energyTick, grid, margin, valueTicks } from './chart-style.ts'

type Day = UseCaseOutput<'overview.days'>[number]

/** Energy per day. */
export function DaysChart({ days, label, height = 260 }: { days: Day[]; label: string; height?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ticks = valueTicks(Math.max(0, ...days.map(({ energyWh }) => energyWh)), 1000)
  return (
    <figure style={{ margin: 0, height }} aria-label={label}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={days} margin={margin} barCategoryGap="22%">
          <CartesianGrid {...grid} />
          <XAxis {...axis} dataKey="date" tickFormatter={format.day} minTickGap={28} />
          <YAxis
            {...axis}
            width={66}
            ticks={ticks}
            domain={[0, ticks.at(-1) ?? 0]}
            tickFormatter={(energyWh: number) => energyTick(energyWh, format)}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--desk-line)', opacity: 0.5 }}
            content={({ active, payload }) => {
              const day = active ? (payload?.[0]?.payload as Day | undefined) : undefined
              if (!day) return null
              return (
                <ChartTip
                  title={format.day(day.date)}
                  rows={[
                    { label: t('values.energy'), value: format.energy(day.energyWh), color: 'var(--desk-chart-power)' },
                    { label: t('values.sessions'), value: format.number(day.sessions) },
                    { label: t('values.cost'), value: format.money(day.costMinor) },
                  ]}
                />
              )
            }}
          />
          <Bar dataKey="energyWh" fill="var(--desk-chart-power)" radius={[4, 4, 0, 0]} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </figure>
  )
}
