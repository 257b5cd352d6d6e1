// A multiple of four letters of base64, which are three bytes.
const LETTERS = 4_096
const BYTES = (LETTERS / 4) * 3

/** The bytes of a `data:` address in base64, read where they are looked at: most never are. */
export class DataBytes {
  readonly length: number
  readonly #url: string
  readonly #start: number
  #at = -1
  #piece = ''

  /** @throws when the address is none of base64 */
  constructor(url: string) {
    const comma = url.slice(0, 200).indexOf(',')
    if (comma < 0 || !url.slice(0, comma).toLowerCase().endsWith(';base64')) {
      throw new Error('no base64')
    }
    this.#url = url
    this.#start = comma + 1
    const padding = url.endsWith('==') ? 2 : url.endsWith('=') ? 1 : 0
    this.length = Math.floor(((url.length - this.#start) * 3) / 4) - padding
  }

  /** @throws when there is no such byte */
  byte(at: number): number {
    if (at < 0 || at >= this.length) throw new Error('too short')
    const piece = Math.floor(at / BYTES)
    if (piece !== this.#at) {
      const from = this.#start + piece * LETTERS
      // Spaces and line ends within would move all that follows.
      this.#piece = atob(this.#url.slice(from, from + LETTERS))
      this.#at = piece
    }
    const code = this.#piece.charCodeAt(at - piece * BYTES)
    if (Number.isNaN(code)) throw new Error('too short')
    return code
  }

  /** All of them. */
  all(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.length)
    for (let at = 0; at < this.length; at += 1) bytes[at] = this.byte(at)
    return bytes
  }

  ascii(at: number, length: number): string {
    let text = ''
    for (let index = 0; index < length; index += 1)
      text += String.fromCharCode(this.byte(at + index))
    return text
  }

  /** A number of some bytes, the first one the highest. */
  big(at: number, bytes: number): number {
    let value = 0
    for (let index = 0; index < bytes; index += 1) value = value * 256 + this.byte(at + index)
    return value
  }

  /** A number of some bytes, the first one the lowest. */
  little(at: number, bytes: number): number {
    let value = 0
    for (let index = bytes - 1; index >= 0; index -= 1) value = value * 256 + this.byte(at + index)
    return value
  }
}
