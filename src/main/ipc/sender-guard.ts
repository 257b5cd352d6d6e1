/** The page's own origin: the privileged scheme and the one host it serves. */
export const PAGE_ORIGIN = 'app://wheelhouse'

/** What the guard needs to know of who sent a message; `IpcMainInvokeEvent` fits. */
export interface Sender {
  sender: { id: number; mainFrame: unknown }
  senderFrame: { origin: string } | null
}

/**
 * Whether a message comes from the main frame of one of our windows, at our origin. Nothing else
 * may reach an operation: no iframe, no page that a window was led to, no other web contents.
 */
export function isTrustedSender(
  { sender, senderFrame }: Sender,
  isOurWindow: (webContentsId: number) => boolean,
): boolean {
  return (
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    senderFrame.origin === PAGE_ORIGIN &&
    isOurWindow(sender.id)
  )
}
