import type { Route } from './route.ts'
import { authRoutes } from './routes/auth.ts'
import { chargingRoutes } from './routes/charging.ts'
import { chargingProfileRoutes } from './routes/charging-profiles.ts'
import { controllerRoutes } from './routes/controller.ts'
import { liveRoutes } from './routes/live.ts'
import { ocppRoutes } from './routes/ocpp.ts'
import { reservationRoutes } from './routes/reservations.ts'
import { securityRoutes } from './routes/security.ts'
import { stationRoutes } from './routes/stations.ts'
import { tagRoutes } from './routes/tags.ts'
import { transactionRoutes } from './routes/transactions.ts'

/** Everything phones can ask. A fixed path stands before a pattern that would match it too. */
export const routes: readonly Route[] = [
  ...controllerRoutes,
  ...authRoutes,
  ...stationRoutes,
  ...securityRoutes,
  ...chargingProfileRoutes,
  ...ocppRoutes,
  ...chargingRoutes,
  ...reservationRoutes,
  ...transactionRoutes,
  ...tagRoutes,
  ...liveRoutes,
]
