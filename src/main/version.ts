/** Set when bundled; run from source it is unset. */
export const version = process.env.CHARGEYARD_VERSION ?? '0.1.0+source'
