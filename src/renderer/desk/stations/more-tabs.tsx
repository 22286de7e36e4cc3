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

/**
 * What else can be seen and done at a station, each in a folder of its own. Drivers, who may not see the site as a whole, have
 * no use for it.
 */
export const moreTabs = [
  { value: 'charging', icon: IconGauge, needs: 'ReadOverview', Panel: StationCharging },
  { value: 'files', icon: IconFiles, needs: 'ReadOverview', Panel: StationFiles },
  { value: 'security', icon: IconShieldLock, needs: 'ReadOverview', Panel: StationSecurity },
  { value: 'more', icon: IconDots, needs: 'ReadOverview', Panel: StationMore },
  { value: 'console', icon: IconTerminal2, needs: 'ManageChargingStations', Panel: StationConsole },
] as const satisfies readonly StationTab[]
