import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { hasValidCertificate } from '../certificates/certificate.store.ts'
import { SiteError } from '../errors.ts'
import { command } from '../use-case.ts'
import { stationRow, stationViewById, updateStation } from './station.store.ts'
import type { SecurityProfile, StationView } from './station.ts'

const profiles = [0, 1, 2, 3] as const satisfies readonly SecurityProfile[]

export const securityProfileUseCases = {
  /**
   * The least that the station must connect with from now on: 0 nothing (its password is forgotten), 1 its password, 2 its
   * password over TLS, 3 its own certificate. A connection that is weaker ends, and is refused from then on.
   * @throws SiteError InvalidInput: what the profile needs is not there yet
   */
  'stations.setSecurityProfile': command({
    needs: 'ManageChargingStations',
    input: z.object({ id: z.string(), profile: z.literal(profiles) }).strict(),
    run: (context, { id, profile }): StationView => {
      const { db, actor, now } = context
      const row = stationRow(db, actor, id)
      const before = stationViewById(db, row.id)
      if ((profile === 1 || profile === 2) && row.passwordHash === null)
        throw new SiteError('InvalidInput', { fields: { profile: 'Give the station a password first.' } })
      if (profile === 3 && row.certificateThumbprint === null && !hasValidCertificate(db, row.id, now))
        throw new SiteError('InvalidInput', {
          fields: { profile: 'The station has no certificate yet. Issue one, or pin that of its maker.' },
        })
      updateStation(db, row.id, {
        securityProfile: profile >= 2 ? profile : null,
        ...(profile === 0 ? { openAccess: true, passwordHash: null } : {}),
        ...(profile === 1 || profile === 2 ? { openAccess: false } : {}),
      })
      const after = stationViewById(db, row.id)
      writeAudit(context, {
        accountId: row.accountId,
        action: 'stations.setSecurityProfile',
        subject: `station ${id}`,
        before: { securityProfile: before.securityProfile },
        after: { securityProfile: after.securityProfile },
      })
      context.emit('station.changed', after)
      if (after.securityProfile > before.securityProfile)
        context.afterCommit('disconnect the station', () =>
          context.chargers.disconnect(row.id, 'its security profile was raised'),
        )
      return after
    },
  }),
}
