import { ActionIcon, Badge, Card, Group, Loader, Table, Text, Title } from '@mantine/core'
import { IconDownload, IconTransfer } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import type { TransferView } from '../../../site/transfers/transfer.ts'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

const colors: Record<TransferView['state'], string> = {
  asked: 'gray',
  running: 'blue',
  done: 'teal',
  failed: 'red',
  refused: 'red',
  replaced: 'gray',
}

/** Live: each word of the station about its progress changes its line. */
export function TransferList({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useAnswer('transfers.list', { id: station.id })
  if (error) return <Failed error={error} retry={refetch} />
  if (!data) return <Waiting rows={3} />
  return (
    <Card component="section" padding={0}>
      <Title order={2} p="lg" pb={data.length === 0 ? 0 : 'xs'}>
        {t('files.transfers')}
      </Title>
      {data.length === 0 ? (
        <Nothing icon={<IconTransfer />} title={t('files.transfersNone')} text={t('files.transfersNoneText')} />
      ) : (
        <Table>
          <Table.Tbody>
            {data.map((transfer) => (
              <TransferRow key={transfer.id} transfer={transfer} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  )
}

function TransferRow({ transfer }: { transfer: TransferView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { kind, state, rawStatus, fileName, sizeBytes, requestedAt, finishedAt } = transfer
  const isLog = kind === 'diagnostics' || kind === 'security-log'
  const size = sizeBytes === null ? null : `${format.number(Math.max(1, Math.round(sizeBytes / 1024)))} KiB`
  return (
    <Table.Tr data-transfer={kind} data-state={state}>
      <Table.Td>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {t(`files.kinds.${kind}`)}
          </Text>
          <Badge color={colors[state]} leftSection={state === 'running' ? <Loader size={10} /> : undefined}>
            {t(`files.states.${state}`)}
          </Badge>
          {rawStatus && (
            <Text size="xs" c="dimmed">
              {rawStatus}
            </Text>
          )}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[fileName, size, format.dateTime(requestedAt), finishedAt && format.duration(finishedAt - requestedAt)]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td w={64}>
        {isLog && state === 'done' && (
          <ActionIcon
            component="a"
            href={`/files/stations/${encodeURIComponent(transfer.stationId)}/transfers/${transfer.id}`}
            download
            variant="default"
            size={36}
            aria-label={t('files.download', { name: fileName })}
          >
            <IconDownload size={17} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
