import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { followChanges } from './follow-changes.ts'
import { LiveConnection } from './live-connection.ts'

const LiveContext = createContext<LiveConnection | undefined>(undefined)

/** Keeps one live stream open while somebody is signed in. */
export function LiveProvider({ onDoubt, children }: { onDoubt: () => void; children: ReactNode }) {
  const [connection] = useState(() => new LiveConnection())
  const queries = useQueryClient()
  useEffect(() => {
    connection.onDoubt = onDoubt
  }, [connection, onDoubt])
  useEffect(() => {
    const unfollow = followChanges(connection, queries)
    connection.start()
    return () => {
      connection.stop()
      unfollow()
    }
  }, [connection, queries])
  return <LiveContext value={connection}>{children}</LiveContext>
}

export function useLiveConnection(): LiveConnection {
  const connection = useContext(LiveContext)
  if (!connection) throw new Error('a live hook was used outside of LiveProvider')
  return connection
}
