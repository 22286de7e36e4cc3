import {
  ActionIcon,
  Badge,
  Button,
  Card,
  Checkbox,
  Group,
  Modal,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { IconTrash, IconUserSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerInquiryView } from '../../../site/customers/customer.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { CustomerAnswer } from './CustomerAnswer.tsx'

const kinds = ['idTag', 'identifier'] as const

export function CustomerCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [kind, setKind] = useState<(typeof kinds)[number]>('idTag')
  const [who, setWho] = useState('')
  const [clear, setClear] = useState(false)
  const [open, setOpen] = useState<CustomerInquiryView | null>(null)
  const { id: stationId, online } = station
  const { data, error, refetch } = useAnswer('customerInformation.list', { stationId })
  const ask = useCommand('customerInformation.ask')
  const remove = useCommand('customerInformation.remove')
  const nameOf = ({ idTag, identifier }: CustomerInquiryView) => idTag ?? identifier ?? ''
  return (
    <Card component="section">
      <Title order={2}>{t('customers.title')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('customers.text')}
      </Text>
      <Group align="flex-end" gap="sm" mb="sm">
        <SegmentedControl
          aria-label={t('customers.kind')}
          data={kinds.map((value) => ({ value, label: t(`customers.kinds.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value === 'idTag' ? 'idTag' : 'identifier')}
        />
        <TextInput
          flex="1 1 180px"
          label={t('customers.who')}
          value={who}
          maxLength={kind === 'idTag' ? 36 : 64}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <Checkbox
          mb={8}
          label={t('customers.clear')}
          checked={clear}
          onChange={(event) => setClear(event.currentTarget.checked)}
        />
        <Button
          leftSection={<IconUserSearch size={16} />}
          loading={ask.busy}
          disabled={!online || who.trim() === ''}
          onClick={() =>
            ask.run(
              { stationId, [kind]: who.trim(), report: true, clear },
              { title: t('customers.ask'), done: t('customers.asked') },
            )
          }
        >
          {t('customers.ask')}
        </Button>
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} height={28} />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('customers.none')}
        </Text>
      )}
      <Stack gap={6}>
        {data?.map((inquiry) => (
          <Group key={inquiry.id} gap="xs" data-inquiry={inquiry.state}>
            <Text size="sm" c="dimmed">
              {format.dateTime(inquiry.askedAt)}
            </Text>
            <Text size="sm" fw={600}>
              {nameOf(inquiry)}
            </Text>
            <Badge color={inquiry.state === 'complete' ? 'teal' : 'gray'}>
              {t(`customers.states.${inquiry.state}`)}
            </Badge>
            {inquiry.length > 0 && (
              <Button size="compact-xs" variant="default" onClick={() => setOpen(inquiry)}>
                {t('customers.look')}
              </Button>
            )}
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('customers.remove', { who: nameOf(inquiry) })}
              onClick={() =>
                remove.run({ stationId, id: inquiry.id }, { title: t('customers.title'), done: t('customers.removed') })
              }
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      <Modal
        opened={open !== null}
        onClose={() => setOpen(null)}
        size="lg"
        title={open && t('customers.answer', { who: nameOf(open) })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {open && <CustomerAnswer stationId={stationId} id={open.id} />}
      </Modal>
    </Card>
  )
}
