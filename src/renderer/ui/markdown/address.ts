const OUTSIDE = new Set(['http:', 'https:', 'mailto:'])

/** Whether an address leads to the web or to a mailbox: what the window opens outside of it. */
export function isOutside(address: string): boolean {
  return URL.canParse(address) && OUTSIDE.has(new URL(address).protocol)
}
