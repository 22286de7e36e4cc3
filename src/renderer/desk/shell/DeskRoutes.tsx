import { Navigate, Route, Routes } from 'react-router'
import { OverviewPage } from '../overview/OverviewPage.tsx'
import { useMay } from '../session/SessionProvider.tsx'
import { SettingsPage } from '../settings/SettingsPage.tsx'
import { Allowed } from '../states/Allowed.tsx'
import { NoPermission } from '../states/NoPermission.tsx'
import { StationPage } from '../stations/StationPage.tsx'
import { StationsPage } from '../stations/StationsPage.tsx'
import { TagsPage } from '../tags/TagsPage.tsx'
import { TransactionPage } from '../transactions/TransactionPage.tsx'
import { TransactionsPage } from '../transactions/TransactionsPage.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { pages } from './pages.ts'

export function DeskRoutes() {
  return (
    <Routes>
      <Route index element={<Start />} />
      <Route
        path="stations"
        element={
          <Allowed needs="ReadChargingStations">
            <StationsPage />
          </Allowed>
        }
      />
      <Route
        path="stations/:id/:tab?"
        element={
          <Allowed needs="ReadChargingStations">
            <StationPage />
          </Allowed>
        }
      />
      <Route
        path="transactions"
        element={
          <Allowed needs="ReadTransactions">
            <TransactionsPage />
          </Allowed>
        }
      />
      <Route
        path="transactions/:uid"
        element={
          <Allowed needs="ReadTransactions">
            <TransactionPage />
          </Allowed>
        }
      />
      <Route
        path="tags"
        element={
          <Allowed needs="ReadTags">
            <TagsPage />
          </Allowed>
        }
      />
      <Route
        path="settings/:tab?"
        element={
          <Allowed needs="ReadSettings">
            <SettingsPage />
          </Allowed>
        }
      />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  )
}

/** The overview, or for those who may not see it the first page that they may. */
function Start() {
  const may = useMay()
  if (may('ReadOverview')) return <OverviewPage />
  const first = pages.find(({ needs }) => may(needs))
  return first ? <Navigate to={first.path} replace /> : <NoPermission />
}
