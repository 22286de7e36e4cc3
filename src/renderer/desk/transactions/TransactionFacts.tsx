import { Card } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TransactionView } from '../../../site/transactions/transaction.ts'
import classes from '../stations/Stations.module.css'
import { Value } from '../stations/Value.tsx'
import { useFormat } from '../use-format.ts'

export function TransactionFacts({ transaction, now }: { transaction: TransactionView; now: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isRunning = transaction.stoppedAt === null
  const { startTag, tagName, stopTag, authorization } = transaction
  return (
    <Card component="section" aria-label={t('transaction.facts')}>
      <dl className={classes.facts}>
        <Value label={t('values.energy')} value={format.energy(transaction.energyWh)} large name="energy" />
        <Value
          label={t('values.cost')}
          value={format.money(transaction.costMinor, transaction.currency)}
          large
          name="cost"
        />
        <Value
          label={t('values.duration')}
          value={format.duration((transaction.stoppedAt ?? now) - transaction.startedAt)}
          large
        />
        {isRunning && <Value label={t('values.power')} value={format.power(transaction.powerW)} large name="power" />}
        {transaction.soc !== null && <Value label={t('values.soc')} value={format.percent(transaction.soc)} large />}
        <Value label={t('transactions.started')} value={format.dateTime(transaction.startedAt)} />
        <Value label={t('transaction.stopped')} value={format.dateTime(transaction.stoppedAt)} />
        <Value label={t('transaction.startReason')} value={transaction.startReason} />
        {!isRunning && <Value label={t('transaction.stopReason')} value={transaction.stopReason ?? ''} />}
        <Value
          label={t('transaction.startTag')}
          value={startTag === null ? t('transactions.noTag') : tagName ? `${tagName} (${startTag})` : startTag}
        />
        {stopTag !== null && <Value label={t('transaction.stopTag')} value={stopTag} />}
        {transaction.userName && <Value label={t('transaction.user')} value={transaction.userName} />}
        {authorization && (
          <Value label={t('transaction.authorization')} value={t(`authorizations.${standing(authorization)}`)} />
        )}
        <Value label={t('fields.price')} value={format.price(transaction.pricePerKWhMicros, transaction.currency)} />
        <Value label={t('transaction.averagePower')} value={format.power(transaction.averagePowerW)} />
        <Value label={t('transaction.peakPower')} value={format.power(transaction.peakPowerW)} />
        <Value label={t('transaction.meterStart')} value={format.energy(transaction.meterStartWh)} />
        <Value label={t('transaction.meterStop')} value={format.energy(transaction.meterStopWh)} />
        <Value label={t('transaction.uid')} value={transaction.uid} />
      </dl>
    </Card>
  )
}

const standings = ['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] as const

function standing(authorization: string): (typeof standings)[number] {
  return standings.find((known) => known === authorization) ?? 'Invalid'
}
