/** Opens a web page in the person's browser; in the app's window main does it, and allows no other. */
export function openAddress(url: string): void {
  window.open(url, '_blank', 'noopener,noreferrer')
}
