import { ActionIcon, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core'
import { IconRefresh, IconShieldPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useOrder } from '../use-use-case.ts'

/** What the station holds is not kept here: it is asked when somebody wants to know. */
export function InstalledCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const confirm = useConfirm()
  const ask = useOrder('certificates.installed')
  const install = useCommand('certificates.install')
  const remove = useCommand('certificates.deleteInstalled')
  const askNow = () => ask.mutate({ stationId: station.id })
  const manages = may('ManageChargingStations')
  return (
    <Card component="section">
      <Title order={2}>{t('security.installed')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('security.installedText')}
      </Text>
      <Stack gap="sm">
        {ask.error && <Failed error={ask.error} retry={askNow} />}
        {ask.data?.length === 0 && <Text size="sm">{t('security.installedNone')}</Text>}
        {ask.data?.map(({ use, hash }) => (
          <Group key={`${use} ${hash.serialNumber} ${hash.issuerKeyHash}`} justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Text size="sm">{t(`security.uses.${use}`)}</Text>
              <Code style={{ overflowWrap: 'anywhere' }}>{hash.serialNumber}</Code>
            </div>
            {manages && (
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t('security.deleteRoot', { serial: hash.serialNumber })}
                onClick={() =>
                  confirm({
                    title: t('security.deleteTitle'),
                    text: t('security.deleteText', { serial: hash.serialNumber }),
                    confirm: t('security.deleteRoot', { serial: hash.serialNumber }),
                    onConfirm: () =>
                      remove.run(
                        { stationId: station.id, hash },
                        {
                          title: t('security.deleteTitle'),
                          done: ({ outcome }) => t(`security.deleteOutcomes.${outcome}`),
                          after: askNow,
                        },
                      ),
                  })
                }
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </Group>
        ))}
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={ask.isPending}
            disabled={!station.online}
            onClick={askNow}
          >
            {t('security.ask')}
          </Button>
          {manages && (
            <Button
              variant="default"
              leftSection={<IconShieldPlus size={16} />}
              loading={install.busy}
              disabled={!station.online}
              onClick={() =>
                install.run(
                  { stationId: station.id, authority: true },
                  {
                    title: t('security.installAuthority'),
                    done: t('security.authorityInstalled'),
                    after: askNow,
                  },
                )
              }
            >
              {t('security.installAuthority')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
