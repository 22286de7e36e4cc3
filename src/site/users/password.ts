import argon2 from 'argon2'
import { SiteError } from '../errors.ts'

/** OWASP's minimum for argon2id: 19 MiB, two passes. */
const cost = { type: argon2.argon2id, memoryCost: 19456, timeCost: 2, parallelism: 1 } as const

/** Each check takes memory and a core: so many at once, so many waiting, the rest is told to come again. */
const most = { running: 2, waiting: 200 }
let running = 0
const waiting: (() => void)[] = []

/** PHC string. @throws SiteError TooManyAttempts when too many wait already */
export function hashPassword(password: string): Promise<string> {
  return oneOfFew(() => argon2.hash(password, cost))
}

/** Takes as long for a user who does not exist (`hash` absent) as for one who does. */
export function verifyPassword(hash: string | null | undefined, password: string): Promise<boolean> {
  return oneOfFew(async () => {
    const known = hash ?? (await decoy())
    const right = await argon2.verify(known, password)
    return right && hash !== null && hash !== undefined
  })
}

let decoyHash: Promise<string> | undefined
function decoy(): Promise<string> {
  decoyHash ??= argon2.hash('no password is this one', cost)
  return decoyHash
}

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running >= most.running) {
    if (waiting.length >= most.waiting) throw new SiteError('TooManyAttempts')
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}
