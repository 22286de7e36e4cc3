import type { Box } from './box.ts'

const MOST_LINES = 300

/** Writes what happened into the log that the server may fetch. */
export function note(box: Box, text: string, connector: number | undefined): void {
  const { diary } = box.memory
  diary.push(`${box.stamp()} ${connector === undefined ? '' : `connector ${connector}: `}${text}`)
  if (diary.length > MOST_LINES) diary.splice(0, diary.length - MOST_LINES)
}
