import type { Session } from 'electron'
import { PAGE_ORIGIN } from '../ipc/sender-guard'

/** What is read of a download. */
interface Download {
  getURL(): string
  getMimeType(): string
}

/**
 * Whether a download is one that the page made itself: text in a blob of its own origin. It has no
 * network, so anything else was not asked for by a person.
 */
export const isOwnDownload = (download: Download): boolean =>
  download.getURL().startsWith(`blob:${PAGE_ORIGIN}/`) &&
  download.getMimeType().split(';')[0] === 'text/markdown'

/** Refuses every download but the page's own texts; for those the system asks where to save. */
export function restrictDownloads(session: Session): void {
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item)) event.preventDefault()
  })
}
