const dateTime = /^\d{4}-(\d{2})-(\d{2})[Tt\s](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):?(\d{2})?)$/

/** RFC 3339, as the schemas' `date-time`. */
export function isDateTime(text: string): boolean {
  const match = dateTime.exec(text)
  if (!match) return false
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 6).map(Number)
  const days = new Date(Date.UTC(Number(text.slice(0, 4)) || 2000, month, 0)).getUTCDate()
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 60
}

/** With a scheme and something behind it. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text)
}
