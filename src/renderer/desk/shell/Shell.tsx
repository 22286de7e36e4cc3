import { AppShell, Box } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary } from '../ErrorBoundary.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { DeskRoutes } from './DeskRoutes.tsx'
import { Header } from './Header.tsx'
import { Navigation } from './Navigation.tsx'
import classes from './Shell.module.css'

export function Shell() {
  const { t } = useTranslation()
  const [opened, { toggle, close }] = useDisclosure(false)
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className={classes.skip} href="#main">
        {t('shell.skip')}
      </a>
      <AppShell.Header className={classes.surface}>
        <Header opened={opened} toggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar className={classes.surface} p="sm">
        <Navigation onChosen={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <Box maw={1480} mx="auto">
          <ErrorBoundary>
            <DeskRoutes />
          </ErrorBoundary>
        </Box>
      </AppShell.Main>
    </AppShell>
  )
}
