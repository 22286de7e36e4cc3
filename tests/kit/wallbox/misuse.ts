/** The caller asked for something this box can't do now; the message says what to do instead. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}
