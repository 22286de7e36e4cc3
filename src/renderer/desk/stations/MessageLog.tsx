import { Button, Card, Center, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMessages, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LoggedMessage } from '../../../site/messages/message.ts'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { FrameDrawer } from './FrameDrawer.tsx'
import { MessageFilters } from './MessageFilters.tsx'
import { MessageRow } from './MessageRow.tsx'
import { everyMessage } from './message-filter.ts'
import classes from './Stations.module.css'
import { useMessages } from './use-messages.ts'

/** What was said between the station and the controller, word for word, live. */
export function MessageLog({ stationId }: { stationId: string }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState(everyMessage)
  const [settled] = useDebouncedValue(filter, 250)
  const [frozen, setFrozen] = useState<LoggedMessage[] | null>(null)
  const [open, setOpen] = useState<LoggedMessage | null>(null)
  const { stored, messages } = useMessages(stationId, settled, frozen !== null)
  const shown = frozen ?? messages
  const newest = frozen?.[0]?.id ?? 0
  const held = frozen === null ? 0 : messages.filter(({ id }) => id > newest).length
  return (
    <Stack gap="md">
      <Group align="flex-end">
        <MessageFilters
          filter={filter}
          onChange={(next) => {
            setFilter(next)
            setFrozen(null)
          }}
          actions={messages.map(({ action }) => action)}
        />
        <Button
          variant="default"
          leftSection={frozen ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          onClick={() => setFrozen(frozen ? null : messages)}
        >
          {frozen ? t('messages.resume', { count: held }) : t('messages.pause')}
        </Button>
      </Group>
      {stored.error && <Failed error={stored.error} retry={stored.refetch} />}
      {stored.isPending && <Waiting rows={8} height={28} />}
      {stored.data && shown.length === 0 && (
        <Card>
          <Nothing icon={<IconMessages />} title={t('messages.none')} text={t('messages.noneText')} />
        </Card>
      )}
      {shown.length > 0 && (
        <Card padding={0}>
          <ul className={classes.messages} aria-label={t('station.tabs.messages')} data-messages>
            {shown.map((message) => (
              <MessageRow key={message.id} message={message} onOpen={setOpen} />
            ))}
          </ul>
        </Card>
      )}
      {shown.length > 0 && (
        <Center>
          {stored.hasNextPage && frozen === null ? (
            <Button variant="default" loading={stored.isFetchingNextPage} onClick={() => void stored.fetchNextPage()}>
              {t('messages.older')}
            </Button>
          ) : (
            frozen === null && (
              <Text size="sm" c="dimmed">
                {t('messages.end')}
              </Text>
            )
          )}
        </Center>
      )}
      <FrameDrawer message={open} onClose={() => setOpen(null)} />
    </Stack>
  )
}
