/** As the site demands it: by length alone (NIST SP 800-63B). */
export const passwordMin = 10

/** 0 to 100: full at 20 characters that are not all the same few. */
export function passwordStrength(password: string): number {
  if (password.length === 0) return 0
  const different = new Set(password).size
  const useful = Math.min(password.length, different * 2)
  return Math.min(100, Math.round((useful / 20) * 100))
}
