const reading = { value: 0 }
const never = '1970-01-01T00:00:00Z'

/** Readings may be empty, without a time, or signed in part: what is there counts. */
export const meterValueTolerance: Readonly<Record<string, unknown>> = {
  '/meterValue': [{ timestamp: never, sampledValue: [reading] }],
  '/meterValue/*/timestamp': never,
  '/meterValue/*/sampledValue': [reading],
  '/meterValue/*/sampledValue/*/value': 0,
  '/meterValue/*/sampledValue/*/signedMeterValue/publicKey': '',
  '/meterValue/*/sampledValue/*/signedMeterValue/signingMethod': '',
  '/meterValue/*/sampledValue/*/signedMeterValue/encodingMethod': '',
}
