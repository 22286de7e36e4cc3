import { Badge, NavLink, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useKnocking } from '../live/use-live.ts'
import { useMay, useSignedIn } from '../session/SessionProvider.tsx'
import { PageBadge } from './PageBadge.tsx'
import { pages } from './pages.ts'

export function Navigation({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const { info } = useSignedIn()
  const may = useMay()
  const knocking = useKnocking().length
  return (
    <Stack h="100%" justify="space-between" gap="xs">
      <nav aria-label={t('shell.pages')}>
        {pages
          .filter(({ needs }) => may(needs))
          .map(({ path, key, icon: Icon }) => {
            const active = path === '/' ? pathname === '/' : pathname.startsWith(path)
            return (
              <NavLink
                key={path}
                component={Link}
                to={path}
                onClick={onChosen}
                active={active}
                {...(active ? { 'aria-current': 'page' as const } : {})}
                label={t(`nav.${key}`)}
                leftSection={<Icon size={19} stroke={1.7} />}
                rightSection={
                  key === 'stations' && knocking > 0 ? (
                    <Badge
                      color="orange"
                      variant="filled"
                      size="sm"
                      aria-label={t('nav.knocking', { count: knocking })}
                    >
                      {knocking}
                    </Badge>
                  ) : (
                    <PageBadge page={key} />
                  )
                }
                style={{ borderRadius: 'var(--mantine-radius-md)' }}
                mb={2}
              />
            )
          })}
      </nav>
      <Text size="xs" c="dimmed" px="sm">
        Chargeyard {info.version}
      </Text>
    </Stack>
  )
}
