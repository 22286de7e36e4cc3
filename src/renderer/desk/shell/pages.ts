import {
  IconAlertOctagon,
  type IconBolt,
  IconChargingPile,
  IconCreditCard,
  IconLayoutDashboard,
  IconPuzzle,
  IconReceipt,
  IconSettings,
  IconZoomQuestion,
} from '@tabler/icons-react'
import type { Permission } from '../../../site/permissions.ts'

/** The pages of the desk, in the order of the navigation. */
export const pages = [
  { path: '/', key: 'overview', needs: 'ReadOverview', icon: IconLayoutDashboard },
  { path: '/stations', key: 'stations', needs: 'ReadChargingStations', icon: IconChargingPile },
  { path: '/transactions', key: 'transactions', needs: 'ReadTransactions', icon: IconReceipt },
  { path: '/tags', key: 'tags', needs: 'ReadTags', icon: IconCreditCard },
  { path: '/quarantine', key: 'quarantine', needs: 'ManageChargingStations', icon: IconZoomQuestion },
  { path: '/alarms', key: 'alarms', needs: 'ManageChargingStations', icon: IconAlertOctagon },
  { path: '/models', key: 'models', needs: 'ManageChargingStations', icon: IconPuzzle },
  { path: '/settings', key: 'settings', needs: 'ReadSettings', icon: IconSettings },
] as const satisfies readonly { path: string; key: string; needs: Permission; icon: typeof IconBolt }[]
