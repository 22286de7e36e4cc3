import type { QuirkProfile } from './quirk.ts'

/** Real stations, as their owners found them. What a maker has mended since is switched off by a site manager, per firmware. */
export const shippedProfiles: readonly QuirkProfile[] = [
  profile('abb-terra-ac', {
    name: 'ABB Terra AC',
    match: { vendor: 'ABB*' },
    adapt: { stackLevelMax: 2, noMeasurandProbing: true },
    note: 'Says that it takes stack level 3 and then refuses it. A list of measurands that it does not like makes it boot again and again.',
  }),
  profile('evbox', {
    name: 'EVBox',
    match: { vendor: 'EV*BOX*' },
    adapt: { noStationMaxProfile: true },
    note: 'Refuses charging profiles for the station as a whole.',
  }),
  profile('wallbox', {
    name: 'Wallbox (Pulsar, Copper, Commander)',
    match: { vendor: 'Wall*Box*' },
    adapt: { relativeProfiles: true, bootOnRequest: true },
    note: 'Takes only charging profiles that are relative to the session, and does not boot by itself.',
  }),
  profile('go-e', {
    name: 'go-e Charger',
    match: { vendor: 'go-e*' },
    adapt: { unit: 'A', noClearOfStack0: true },
    note: 'Takes amperes only; charging profiles of stack level 0 can not be cleared.',
  }),
  profile('huawei', {
    name: 'Huawei FusionCharge',
    match: { vendor: 'Huawei*' },
    adapt: { unit: 'W' },
    note: 'Takes watts only.',
  }),
  profile('grizzl-e', {
    name: 'Grizzl-E',
    match: { vendor: 'United Chargers*' },
    adapt: { acceptsWithoutDoing: true, assumesSubprotocol: 'ocpp1.6' },
    note: 'Accepts changes of settings and ignores them, and names no subprotocol. Until it was let in once, choose the protocol with the station.',
  }),
  profile('grizzl-e-by-model', {
    name: 'Grizzl-E (by model)',
    match: { model: 'Grizzl-E*' },
    adapt: { acceptsWithoutDoing: true, assumesSubprotocol: 'ocpp1.6' },
    note: 'As above, where another vendor is told.',
  }),
  profile('foxess', {
    name: 'FoxESS',
    match: { vendor: 'Fox*' },
    adapt: { shapes16in201: true },
    note: 'Speaks 2.0.1 with states and charging profiles of the shape of 1.6.',
  }),
  profile('en-plus', {
    name: 'EN+',
    match: { vendor: 'EN+*' },
    adapt: { noRestartFromFinishing: true },
    note: 'Can not start again while the last session is finishing: the car must be unplugged first.',
  }),
  profile('en-plus-by-name', {
    name: 'EN+ (en-plus)',
    match: { vendor: 'EN*plus*' },
    adapt: { noRestartFromFinishing: true },
    note: 'As above, where the name is written out.',
  }),
  profile('mennekes', {
    name: 'Mennekes Amtron',
    match: { vendor: 'Mennekes*' },
    adapt: { powerOnlyInSessions: true },
    note: 'Tells power in sessions only.',
  }),
]

function profile(id: string, told: Omit<QuirkProfile, 'id' | 'enabled'>): QuirkProfile {
  return { id, enabled: true, ...told }
}
