import { readFileSync } from 'node:fs'
import { StartFailure } from './failure.ts'

/** The password in a file, without the end of its line. @throws StartFailure */
export function readPasswordFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new StartFailure(`The password file ${file} can not be read (${(error as { code?: string }).code}).`, error)
  }
}
