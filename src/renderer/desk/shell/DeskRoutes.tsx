import { Route, Routes } from 'react-router'
import { AlarmsPage } from '../alarms/AlarmsPage.tsx'
import { ModelsPage } from '../models/ModelsPage.tsx'
import { QuarantinePage } from '../quarantine/QuarantinePage.tsx'
import { SettingsPage } from '../settings/SettingsPage.tsx'
import { Allowed } from '../states/Allowed.tsx'
import { StationPage } from '../stations/StationPage.tsx'
import { StationsPage } from '../stations/StationsPage.tsx'
import { TagsPage } from '../tags/TagsPage.tsx'
import { TransactionPage } from '../transactions/TransactionPage.tsx'
import { TransactionsPage } from '../transactions/TransactionsPage.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { StartPage } from './StartPage.tsx'

export function DeskRoutes() {
  return (
    <Routes>
      <Route index element={<StartPage />} />
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
        path="quarantine"
        element={
          <Allowed needs="ManageChargingStations">
            <QuarantinePage />
          </Allowed>
        }
      />
      <Route
        path="alarms"
        element={
          <Allowed needs="ManageChargingStations">
            <AlarmsPage />
          </Allowed>
        }
      />
      <Route
        path="models/:tab?"
        element={
          <Allowed needs="ManageChargingStations">
            <ModelsPage />
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
