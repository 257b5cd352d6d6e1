import type { Session, WebContents } from 'electron'
import { PAGE_ORIGIN } from '../ipc/sender-guard'

const PERMISSIONS = new Set(['clipboard-sanitized-write', 'notifications'])
const OUTSIDE = new Set(['http:', 'https:', 'mailto:'])
// No service has this port: what is sent this way goes nowhere.
const NOWHERE = '127.0.0.1:1'

/**
 * Whether an address may be handed to the system: a web page or a mail address, nothing that could
 * start a program.
 */
export function isExternalAddress(address: string): boolean {
  return URL.canParse(address) && OUTSIDE.has(new URL(address).protocol)
}

/**
 * Denies every permission but writing to the clipboard and notifications, and takes the network
 * from the session's pages, whatever their CSP says: WebRTC does not ask it.
 * @returns settles once there is no network
 */
export function restrictSession(session: Session): Promise<void> {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(PERMISSIONS.has(permission)),
  )
  session.setPermissionCheckHandler((_contents, permission) => PERMISSIONS.has(permission))
  session.setDevicePermissionHandler(() => false)
  // Loopback as well, which Chromium would otherwise not send through a proxy.
  return session.setProxy({
    mode: 'fixed_servers',
    proxyRules: NOWHERE,
    proxyBypassRules: '<-loopback>',
  })
}

/**
 * Keeps a page where it is: no navigation, no new windows, no webviews, no way round the session's
 * proxy.
 * @param openExternal opens a link in the person's own browser
 */
export function restrictContents(
  contents: WebContents,
  openExternal: (address: string) => void,
): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  const isPage = (address: string) => address.startsWith(`${PAGE_ORIGIN}/`)
  contents.on('will-navigate', (details) => {
    if (!isPage(details.url)) details.preventDefault()
  })
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame || !isPage(details.url)) details.preventDefault()
  })
  contents.on('will-redirect', (details) => details.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalAddress(url)) openExternal(url)
    return { action: 'deny' }
  })
}
