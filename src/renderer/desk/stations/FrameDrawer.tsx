import { Alert, Button, CopyButton, Drawer, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LoggedMessage } from '../../../site/messages/message.ts'
import { useFormat } from '../use-format.ts'
import { prettyFrame } from './message-filter.ts'
import classes from './Stations.module.css'

/** One frame, whole. */
export function FrameDrawer({ message, onClose }: { message: LoggedMessage | null; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Drawer
      opened={message !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={message?.action ?? t('messages.noAction')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {message && (
        <Stack gap="sm">
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {[
                format.dateTime(message.at),
                t(`messages.directions.${message.direction}`),
                t(`messages.kinds.${message.kind}`),
                message.messageId,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
            <CopyButton value={message.frame}>
              {({ copied, copy }) => (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                  onClick={copy}
                >
                  {copied ? t('common.copied') : t('common.copy')}
                </Button>
              )}
            </CopyButton>
          </Group>
          {message.note && <Alert color="orange">{message.note}</Alert>}
          <pre className={classes.frame}>{prettyFrame(message.frame)}</pre>
        </Stack>
      )}
    </Drawer>
  )
}
