import { useEffect, useState } from 'react'
import { useServerNow } from './use-live.ts'

/** The controller's time, told anew every `everyMs`: for durations and "minutes ago". */
export function useNow(everyMs: number): number {
  const serverNow = useServerNow()
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs)
    return () => clearInterval(timer)
  }, [serverNow, everyMs])
  return now
}
