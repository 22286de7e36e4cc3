import { Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { ownTimeZone, timeZones } from '../../ui/time-zones.ts'

/** IANA zones, searchable; the browser's own first. */
export function ZoneSelect(props: Omit<SelectProps, 'data' | 'searchable'>) {
  const data = useMemo(() => {
    const own = ownTimeZone()
    return [own, ...timeZones(props.value ?? own).filter((zone) => zone !== own)]
  }, [props.value])
  return <Select {...props} data={data} searchable limit={100} maxDropdownHeight={260} />
}
