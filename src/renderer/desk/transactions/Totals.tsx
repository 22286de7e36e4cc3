import { SimpleGrid } from '@mantine/core'
import { IconCoins, IconReceipt, IconSum } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import { Figure } from '../overview/Figure.tsx'
import { useFormat } from '../use-format.ts'

/** Sums over all sessions that match, not only those that are listed. */
export function Totals({ totals }: { totals: UseCaseOutput<'transactions.totals'> | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="md">
      <Figure
        icon={IconReceipt}
        label={t('values.sessions')}
        value={totals && format.number(totals.sessions)}
        name="sessions"
        wide
      />
      <Figure
        icon={IconSum}
        label={t('values.energy')}
        value={totals && format.energy(totals.energyWh)}
        name="energy"
      />
      <Figure icon={IconCoins} label={t('values.cost')} value={totals && format.money(totals.costMinor)} name="cost" />
    </SimpleGrid>
  )
}
