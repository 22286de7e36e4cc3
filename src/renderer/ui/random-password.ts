/** Letters and digits that can't be taken for one another when typed from a screen. */
const alphabet = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** For a wallbox: 20 characters, about 115 bits. */
export function randomPassword(length = 20): string {
  let password = ''
  while (password.length < length) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    // a remainder would make the first letters more likely
    if (byte < 256 - (256 % alphabet.length)) password += alphabet[byte % alphabet.length]
  }
  return password
}
