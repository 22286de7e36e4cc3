/** As much of DER (X.690) as certificates and their requests need. */
export interface Element {
  readonly tag: number
  /** with its header */
  readonly whole: Buffer
  readonly content: Buffer
}

/** Reads the element at the beginning of `bytes`. @throws RangeError when it is cut off */
export function readElement(bytes: Buffer): Element {
  const tag = bytes[0]
  const first = bytes[1]
  if (tag === undefined || first === undefined) throw new RangeError('the DER ends too early')
  const long = first & 0x80 ? first & 0x7f : 0
  const length = long === 0 ? first : bytes.readUIntBE(2, long)
  const start = 2 + long
  if (start + length > bytes.length) throw new RangeError('the DER ends too early')
  return { tag, whole: bytes.subarray(0, start + length), content: bytes.subarray(start, start + length) }
}

/** The elements inside a constructed one. */
export function children(element: Element): Element[] {
  const found: Element[] = []
  for (let rest = element.content; rest.length > 0; ) {
    const next = readElement(rest)
    found.push(next)
    rest = rest.subarray(next.whole.length)
  }
  return found
}

export function element(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const hex = content.length.toString(16)
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}

export const sequence = (...parts: Buffer[]) => element(0x30, ...parts)
export const set = (...parts: Buffer[]) => element(0x31, ...parts)
export const utf8 = (text: string) => element(0x0c, Buffer.from(text))
export const octets = (content: Buffer) => element(0x04, content)
export const bits = (content: Buffer) => element(0x03, Buffer.from([0]), content)
export const boolean = (value: boolean) => element(0x01, Buffer.from([value ? 0xff : 0]))
/** context-specific, constructed: `[n]` */
export const tagged = (n: number, ...parts: Buffer[]) => element(0xa0 | n, ...parts)

/** An INTEGER that is not negative. */
export function integer(value: Buffer): Buffer {
  return element(0x02, (value[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value)
}

export function oid(dotted: string): Buffer {
  const [a = 0, b = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [a * 40 + b]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return element(0x06, Buffer.from(bytes))
}

/** GeneralizedTime. */
export function time(ms: number): Buffer {
  return element(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`))
}

/** A distinguished name of organisation and common name. */
export function distinguishedName(organization: string, commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.10'), utf8(organization))), set(sequence(oid('2.5.4.3'), utf8(commonName))))
}

export function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

/** The certificates in a text, each with its own header. */
export function pemBlocks(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
}
