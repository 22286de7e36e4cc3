import { Badge, Button, Card, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { UserForm } from './UserForm.tsx'

export function UsersPanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const { data, error, refetch } = useAnswer('users.list', {})
  const [adding, { open, close }] = useDisclosure(false)
  if (error) return <Failed error={error} retry={refetch} />
  if (!data) return <Waiting rows={4} height={44} />
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text c="dimmed" size="sm">
          {t('users.count', { count: data.length })}
        </Text>
        {may('ManageUsers') && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
            {t('users.add')}
          </Button>
        )}
      </Group>
      <Card padding={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('users.user')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('users.permissions')}</Table.Th>
              <Table.Th ta="end">{t('users.lastLogin')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((user) => (
              <Table.Tr key={user.id}>
                <Table.Td>
                  <Group gap="xs">
                    <Text fw={600} size="sm">
                      {user.fullName || user.email}
                    </Text>
                    {!user.enabled && <Badge color="gray">{t('users.disabled')}</Badge>}
                  </Group>
                  {user.fullName && (
                    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                      {user.email}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td visibleFrom="sm">{t('users.permissionCount', { count: user.permissions.length })}</Table.Td>
                <Table.Td ta="end">{format.dateTime(user.lastLoginAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Card>
      <Modal
        opened={adding}
        onClose={close}
        title={t('users.add')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <UserForm onDone={close} />
      </Modal>
    </Stack>
  )
}
