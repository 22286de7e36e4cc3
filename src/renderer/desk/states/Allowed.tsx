import type { ReactNode } from 'react'
import type { Permission } from '../../../site/permissions.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { NoPermission } from './NoPermission.tsx'

/** A screen for whoever has the permission; the others are told. */
export function Allowed({ needs, children }: { needs: Permission; children: ReactNode }) {
  return useMay()(needs) ? children : <NoPermission />
}
