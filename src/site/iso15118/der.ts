/** As much of ASN.1 DER as OCSP needs. Reading throws RangeError on what is none. */

export interface DerNode {
  tag: number
  /** Of the whole node, with its tag and length. */
  whole: Buffer
  content: Buffer
}

export const derTag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
} as const

export function readDer(bytes: Buffer): DerNode {
  const tag = bytes[0]
  const first = bytes[1]
  if (tag === undefined || first === undefined) throw new RangeError('the DER ends too early')
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (lengthBytes > 4 || first === 0x80) throw new RangeError('a length of DER that is not read here')
  const start = 2 + lengthBytes
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  if (bytes.length < start + length) throw new RangeError('the DER ends too early')
  return { tag, whole: bytes.subarray(0, start + length), content: bytes.subarray(start, start + length) }
}

/** The nodes inside of a constructed one. */
export function childrenOf({ content }: DerNode): DerNode[] {
  const nodes: DerNode[] = []
  for (let rest = content; rest.length > 0; ) {
    const node = readDer(rest)
    nodes.push(node)
    rest = rest.subarray(node.whole.length)
  }
  return nodes
}

/** The child at `index`. @throws RangeError */
export function childOf(node: DerNode, index: number): DerNode {
  const child = childrenOf(node)[index]
  if (!child) throw new RangeError('the DER has not enough parts')
  return child
}

export function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const hex = content.length.toString(16)
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}

/** A positive integer from hexadecimal digits. */
export function derInteger(hex: string): Buffer {
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  let bytes = Buffer.from(even, 'hex')
  while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.subarray(1)
  return der(derTag.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** GeneralizedTime → UTC ms; NaN where it is none. */
export function timeOf({ content }: DerNode): number {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(content.toString('latin1'))
  if (!match) return Number.NaN
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
