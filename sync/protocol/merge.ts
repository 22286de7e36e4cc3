import { compareHlc } from './hlc.ts'

/** Whether a tag is blocked, and which change said so last. */
export interface BlockState {
  blocked: boolean
  /** The bucket's version of the change that set it; 0 before any. */
  version: number
  hlc: string
}

export interface BlockChange {
  blocked: boolean
  /** The version that the change was based on. */
  base: number
  hlc: string
}

/**
 * Two ends that change a tag's block: the restrictive side wins. A block always counts; an unblock counts only if it saw
 * the block that it lifts.
 */
export function mergeBlock(current: BlockState, change: BlockChange): 'accept' | 'keep' {
  if (change.blocked) return current.blocked && compareHlc(change.hlc, current.hlc) <= 0 ? 'keep' : 'accept'
  if (!current.blocked) return compareHlc(change.hlc, current.hlc) > 0 ? 'accept' : 'keep'
  return change.base >= current.version ? 'accept' : 'keep'
}
