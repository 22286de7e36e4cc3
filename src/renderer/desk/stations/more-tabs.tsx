import { IconDots, IconFiles, IconGauge, IconShieldLock, IconTerminal2 } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Permission } from '../../../site/permissions.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { StationCharging } from '../station-charging/StationCharging.tsx'
import { StationConsole } from '../station-console/StationConsole.tsx'
import { StationFiles } from '../station-files/StationFiles.tsx'
import { StationMore } from '../station-more/StationMore.tsx'
import { StationSecurity } from '../station-security/StationSecurity.tsx'

interface StationTab {
  value: string
  icon: typeof IconTerminal2
  needs: Permission
  Panel: ComponentType<{ station: StationView }>
}

/** What else can be seen and done at a station, each in a folder of its own. */
export const moreTabs = [
  { value: 'files', icon: IconFiles, needs: 'ReadChargingStations', Panel: StationFiles },
  { value: 'security', icon: IconShieldLock, needs: 'ReadChargingStations', Panel: StationSecurity },
  { value: 'charging', icon: IconGauge, needs: 'ReadChargingStations', Panel: StationCharging },
  { value: 'more', icon: IconDots, needs: 'ReadChargingStations', Panel: StationMore },
  { value: 'console', icon: IconTerminal2, needs: 'ManageChargingStations', Panel: StationConsole },
] as const satisfies readonly StationTab[]
