import { ActionIcon, Badge, Button, Card, Drawer, Group, List, Stack, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SetupPlan } from '../../../site/station-setup/setup-plan.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { nameOfTask, useTaskText } from '../station-settings/use-task-text.ts'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useAnswer } from '../use-use-case.ts'
import { PlanForm } from './PlanForm.tsx'

/** There always is one: the standard plan. */
export function PlanList() {
  const { t } = useTranslation()
  const may = useMay()
  const confirm = useConfirm()
  const taskText = useTaskText()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<SetupPlan | 'new' | null>(null)
  const { data, error, refetch } = useAnswer('setups.plans', {})
  const remove = useCommand('setups.removePlan')
  const reread = () => {
    void queries.invalidateQueries({ queryKey: ['setups.plans'] })
    void queries.invalidateQueries({ queryKey: ['setups.get'] })
  }
  const manages = may('ManageChargingStations')
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" flex="1 1 260px">
          {t('models.planText')}
        </Text>
        {manages && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            {t('models.addPlan')}
          </Button>
        )}
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={3} />}
      {data?.map((plan) => {
        const what = [plan.vendor, plan.model].filter(Boolean).join(' ')
        return (
          <Card key={plan.id} component="section" padding="md" aria-label={plan.name} data-plan={plan.id}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <div>
                <Group gap="xs">
                  <Text fw={600}>{plan.name}</Text>
                  {!plan.enabled && <Badge color="orange">{t('models.off')}</Badge>}
                  {plan.holds && <Badge color="blue">{t('models.holds')}</Badge>}
                </Group>
                <Text size="xs" c="dimmed" mb={4}>
                  {what === '' ? t('models.planForAll') : t('models.planFor', { what })}
                </Text>
                <List size="sm">
                  {plan.tasks.map((task) => (
                    <List.Item key={nameOfTask(task)}>{taskText(task)}</List.Item>
                  ))}
                </List>
              </div>
              {manages && (
                <Group gap={4} wrap="nowrap">
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('models.edit', { name: plan.name })}
                    onClick={() => setEditing(plan)}
                  >
                    <IconPencil size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    aria-label={t('models.remove', { name: plan.name })}
                    onClick={() =>
                      confirm({
                        title: t('models.remove', { name: plan.name }),
                        text: t('models.removePlanText', { name: plan.name }),
                        confirm: t('models.removeTitle'),
                        onConfirm: () =>
                          remove.run(
                            { id: plan.id },
                            {
                              title: t('models.removeTitle'),
                              done: t('models.removed', { name: plan.name }),
                              after: reread,
                            },
                          ),
                      })
                    }
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Group>
              )}
            </Group>
          </Card>
        )
      })}
      <Drawer
        opened={editing !== null}
        onClose={() => setEditing(null)}
        position="right"
        size="lg"
        title={t(editing === 'new' ? 'models.addPlan' : 'models.editPlan')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {editing !== null && (
          <PlanForm
            plan={editing === 'new' ? null : editing}
            onCancel={() => setEditing(null)}
            onDone={() => {
              reread()
              setEditing(null)
            }}
          />
        )}
      </Drawer>
    </Stack>
  )
}
