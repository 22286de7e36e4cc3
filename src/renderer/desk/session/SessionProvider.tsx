import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from 'react'
import type { Permission } from '../../../site/permissions.ts'
import type { SiteView } from '../../../site/setup/site-view.ts'
import type { UserView } from '../../../site/users/user.ts'
import { type ApiError, type DeskInfo, onSignedOut, readSession, type SessionView, signOut } from '../api.ts'

interface SessionContextValue {
  /** Undefined until the controller has answered for the first time. */
  session: SessionView | undefined
  error: ApiError | null
  reload(): Promise<void>
  leave(): Promise<void>
}

const SessionContext = createContext<SessionContextValue | undefined>(undefined)

/** Who is signed in, and where. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const { data, failureReason } = useQuery<SessionView, ApiError>({
    queryKey: ['session'],
    queryFn: readSession,
    // without the controller there is nothing to show: it is asked until it answers
    retry: true,
    retryDelay: (attempt) => Math.min(5000, 500 * 2 ** attempt),
  })
  const reload = useCallback(() => queries.invalidateQueries({ queryKey: ['session'] }), [queries])
  const leave = useCallback(async () => {
    await signOut()
    await reload()
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  }, [queries, reload])
  useEffect(() => onSignedOut(() => void reload()), [reload])
  const value = useMemo(
    () => ({ session: data, error: failureReason, reload, leave }),
    [data, failureReason, reload, leave],
  )
  return <SessionContext value={value}>{children}</SessionContext>
}

export function useSession(): SessionContextValue {
  const value = useContext(SessionContext)
  if (!value) throw new Error('useSession was used outside of SessionProvider')
  return value
}

interface SignedIn {
  user: UserView
  site: SiteView
  info: DeskInfo
}

/** Below the sign-in there always is a user, a site and a controller. */
export function useSignedIn(): SignedIn {
  const { user, site, info } = useSession().session ?? {}
  if (!user || !site || !info) throw new Error('useSignedIn was used while nobody is signed in')
  return { user, site, info }
}

/** Hiding what is not allowed is courtesy; the controller itself decides. */
export function useMay(): (permission: Permission) => boolean {
  const { user } = useSession().session ?? {}
  return (permission) => user?.permissions.includes(permission) ?? false
}
