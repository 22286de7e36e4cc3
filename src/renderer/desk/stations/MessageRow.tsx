import { Badge, Group, Text, UnstyledButton } from '@mantine/core'
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoggedMessage } from '../../../site/messages/message.ts'
import { useFormat } from '../use-format.ts'
import { isTrouble } from './message-filter.ts'
import classes from './Stations.module.css'

export const MessageRow = memo(function MessageRow(props: {
  message: LoggedMessage
  onOpen: (message: LoggedMessage) => void
}) {
  const { message, onOpen } = props
  const { t } = useTranslation()
  const format = useFormat()
  const isIn = message.direction === 'in'
  return (
    <li>
      <UnstyledButton className={classes.message ?? ''} onClick={() => onOpen(message)} data-action={message.action}>
        <Text size="sm" c="dimmed">
          {format.timeWithSeconds(message.at)}
        </Text>
        <Group gap={4} wrap="nowrap" c={isIn ? 'petrol' : 'grape'}>
          {isIn ? <IconArrowDownLeft size={15} aria-hidden /> : <IconArrowUpRight size={15} aria-hidden />}
          <Text size="sm">{t(`messages.directions.${message.direction}`)}</Text>
        </Group>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" fw={600} truncate>
            {message.action ?? t('messages.noAction')}
          </Text>
          {message.kind !== 'call' && (
            <Badge size="xs" color={isTrouble(message) ? 'red' : 'gray'}>
              {t(`messages.kinds.${message.kind}`)}
            </Badge>
          )}
        </Group>
        <span className={classes.snippet}>{message.note ? `${message.note} — ${message.frame}` : message.frame}</span>
      </UnstyledButton>
    </li>
  )
})
