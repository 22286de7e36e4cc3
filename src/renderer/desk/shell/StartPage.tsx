import { Navigate } from 'react-router'
import { OverviewPage } from '../overview/OverviewPage.tsx'
import { useMay } from '../session/SessionProvider.tsx'
import { NoPermission } from '../states/NoPermission.tsx'
import { pages } from './pages.ts'

/** The overview, or for those who may not see it the first page that they may. */
export function StartPage() {
  const may = useMay()
  if (may('ReadOverview')) return <OverviewPage />
  const first = pages.find(({ needs }) => may(needs))
  return first ? <Navigate to={first.path} replace /> : <NoPermission />
}
