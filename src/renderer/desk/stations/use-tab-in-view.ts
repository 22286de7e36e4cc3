import { useEffect, useRef } from 'react'

/** Where tabs are swept: the one that is open is in sight. @returns for the list of the tabs */
export function useTabInView(tab: string) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another tab is open
  useEffect(() => {
    const open = list.current?.querySelector('[aria-selected=true]')
    open?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [tab])
  return list
}
