import { Alert, Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconZoomQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { prettyFrame } from '../stations/message-filter.ts'
import classes from '../stations/Stations.module.css'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

/** Facts that could not be booked are kept whole, and said here. */
export function QuarantineNotice() {
  const { t } = useTranslation()
  const format = useFormat()
  const { data } = useAnswer('quarantine.list', { limit: 100 })
  const [opened, { open, close }] = useDisclosure(false)
  if (!data || data.length === 0) return null
  return (
    <>
      <Alert color="orange" icon={<IconZoomQuestion />} title={t('quarantine.title', { count: data.length })}>
        <Button size="xs" variant="light" color="orange" onClick={open}>
          {t('quarantine.look')}
        </Button>
      </Alert>
      <Modal
        opened={opened}
        onClose={close}
        size="xl"
        title={t('quarantine.title', { count: data.length })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Stack gap="md">
          {data.map((fact) => (
            <div key={fact.id}>
              <Text fw={600}>{[fact.stationId, fact.action, format.dateTime(fact.receivedAt)].join(' · ')}</Text>
              <Text size="sm" mb={4}>
                {fact.reason}
              </Text>
              <pre className={classes.frame}>{prettyFrame(fact.payload)}</pre>
            </div>
          ))}
        </Stack>
      </Modal>
    </>
  )
}
