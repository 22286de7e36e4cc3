import type { BoxState } from './state.ts'

/** What a box was given to keep and shows to people, in lines; nothing of what is empty. */
export function describeDetails(state: BoxState): string {
  const place = (id: number | undefined) => (id === undefined || id === 0 ? 'the station' : `connector ${id}`)
  const { localList, display, network } = state
  const lines = [
    `  firmware ${state.firmware.version} (${state.firmware.status})`,
    `  network profile ${network.slot}: ${network.url}, security profile ${network.securityProfile}`,
    ...(localList.version > 0 ? [`  local list ${localList.version}: ${localList.entries.length} cards`] : []),
    ...state.reservations.map(
      (each) =>
        `  reservation ${each.id} of ${place(each.connectorId)} for ${each.idTag} until ${new Date(each.expiresMs).toISOString()}`,
    ),
    ...state.profiles.map(
      (each) =>
        `  charging profile ${each.id} of ${place(each.connectorId)}: ${each.purpose}, level ${each.stackLevel}, from ${each.source}`,
    ),
    ...state.certificates.map((each) => `  certificate (${each.use}): ${each.subject.replaceAll('\n', ', ')}`),
    ...state.securityEvents.map((each) => `  security event ${each.at}: ${each.type} ${each.info ?? ''}`.trimEnd()),
    ...display.messages.map(
      (each) => `  message ${each.id}${display.showing.includes(each.id) ? ' (on the screen)' : ''}: ${each.text}`,
    ),
    ...Object.entries(display.personal).map(([id, text]) => `  told the driver of ${place(Number(id))}: ${text}`),
    ...Object.entries(state.costs).map(([id, cost]) => `  charge ${id} costs ${cost} so far`),
    ...state.published.map((each) => `  serves firmware at ${each}`),
  ]
  return [state.id, ...lines].join('\n')
}
