/**
 * The table of all use cases. Its type is what every door is written against, and what the desk's client infers. Adding a use
 * case is one line in its own module's table.
 */

import { alarmUseCases } from './alarms/alarm.use-cases.ts'
import { certificateUseCases } from './certificates/certificate.use-cases.ts'
import { installedCertificateUseCases } from './certificates/installed.use-cases.ts'
import { certificateRequestUseCases } from './certificates/request.use-cases.ts'
import { chargingNoticeUseCases } from './charging-profiles/notice.use-cases.ts'
import { profileUseCases } from './charging-profiles/profile.use-cases.ts'
import { profileRestoreUseCases } from './charging-profiles/restore.use-cases.ts'
import { consoleUseCases } from './console/console.use-cases.ts'
import { customerUseCases } from './customers/customer.use-cases.ts'
import { monitorUseCases } from './device-model/monitor.use-cases.ts'
import { networkUseCases } from './device-model/network.use-cases.ts'
import { reportUseCases } from './device-model/report.use-cases.ts'
import { settingUseCases } from './device-model/setting.use-cases.ts'
import { displayUseCases } from './displays/display.use-cases.ts'
import { hqUseCases } from './hq/hq.use-cases.ts'
import { iso15118UseCases } from './iso15118/iso15118.use-cases.ts'
import { localListUseCases } from './local-lists/local-list.use-cases.ts'
import { messageUseCases } from './messages/message.use-cases.ts'
import { overviewUseCases } from './overview/overview.use-cases.ts'
import { priceUseCases } from './prices/price.use-cases.ts'
import { quarantineUseCases } from './quarantine/quarantine.use-cases.ts'
import { quirkUseCases } from './quirks/quirk.use-cases.ts'
import { reservationUseCases } from './reservations/reservation.use-cases.ts'
import { securityEventUseCases } from './security-events/security-event.use-cases.ts'
import { setupUseCases } from './setup/setup.use-cases.ts'
import { stationSetupUseCases } from './station-setup/setup-plan.use-cases.ts'
import { stationControlUseCases } from './stations/control.use-cases.ts'
import { stationDoorUseCases } from './stations/door.use-cases.ts'
import { passwordRotationUseCases } from './stations/password-rotation.use-cases.ts'
import { securityProfileUseCases } from './stations/security-profile.use-cases.ts'
import { stationUseCases } from './stations/station.use-cases.ts'
import { tagUseCases } from './tags/tag.use-cases.ts'
import { transactionReportUseCases } from './transactions/report.use-cases.ts'
import { sessionStatusUseCases } from './transactions/session-status.use-cases.ts'
import { transactionUseCases } from './transactions/transaction.use-cases.ts'
import { firmwareUseCases } from './transfers/firmware.use-cases.ts'
import { transferUseCases } from './transfers/transfer.use-cases.ts'
import { transferReportUseCases } from './transfers/transfer-report.use-cases.ts'
import type { AnyUseCase, InputOf, OutputOf } from './use-case.ts'
import { userManagementUseCases } from './users/manage.use-cases.ts'
import { ownAccountUseCases } from './users/own-account.use-cases.ts'
import { signInUseCases } from './users/sign-in.use-cases.ts'
import { userUseCases } from './users/user.use-cases.ts'
import { vendorUseCases } from './vendors/vendor.use-cases.ts'

export const api = {
  ...setupUseCases,
  ...signInUseCases,
  ...userUseCases,
  ...userManagementUseCases,
  ...ownAccountUseCases,
  ...overviewUseCases,
  ...stationUseCases,
  ...stationControlUseCases,
  ...stationDoorUseCases,
  ...reportUseCases,
  ...settingUseCases,
  ...monitorUseCases,
  ...networkUseCases,
  ...stationSetupUseCases,
  ...firmwareUseCases,
  ...transferUseCases,
  ...transferReportUseCases,
  ...securityProfileUseCases,
  ...passwordRotationUseCases,
  ...securityEventUseCases,
  ...alarmUseCases,
  ...certificateUseCases,
  ...certificateRequestUseCases,
  ...installedCertificateUseCases,
  ...iso15118UseCases,
  ...tagUseCases,
  ...localListUseCases,
  ...reservationUseCases,
  ...profileUseCases,
  ...profileRestoreUseCases,
  ...chargingNoticeUseCases,
  ...transactionUseCases,
  ...transactionReportUseCases,
  ...messageUseCases,
  ...quarantineUseCases,
  ...quirkUseCases,
  ...consoleUseCases,
  ...vendorUseCases,
  ...displayUseCases,
  ...customerUseCases,
  ...priceUseCases,
  ...sessionStatusUseCases,
  ...hqUseCases,
} satisfies Record<string, AnyUseCase>

export type SiteApi = typeof api
export type UseCaseName = keyof SiteApi
export type UseCaseInput<N extends UseCaseName> = InputOf<SiteApi[N]>
export type UseCaseOutput<N extends UseCaseName> = OutputOf<SiteApi[N]>
