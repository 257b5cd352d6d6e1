import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { isExternalAddress, restrictContents, restrictSession } from './page-policy'

describe('an address for the system', () => {
  it.each([
    'https://opencode.ai',
    'http://localhost:3000/path?q=1#x',
    'HTTPS://EXAMPLE.COM',
    'mailto:someone@example.com',
  ])('is %s', (address) => {
    expect(isExternalAddress(address)).toBe(true)
  })

  it.each([
    'file:///etc/passwd',
    'file://server/share/run.exe',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'ms-msdt:/id',
    'smb://server/share',
    'ssh://host',
    'tel:123',
    'app://wheelhouse/',
    'blob:https://example.com/1',
    'view-source:https://example.com',
    'C:\\Windows\\System32\\calc.exe',
    '\\\\server\\share',
    '/etc/passwd',
    'example.com',
    '//example.com',
    'https//example.com',
    'https://',
    '',
  ])('is not %j', (address) => {
    expect(isExternalAddress(address)).toBe(false)
  })
})

describe('the permissions of a page', () => {
  const ALLOWED = ['clipboard-sanitized-write', 'notifications']
  const DENIED = ['media', 'geolocation', 'clipboard-read', 'openExternal', 'hid', 'fullscreen', '']

  function restricted() {
    const set = {
      setPermissionRequestHandler: vi.fn(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
      setProxy: vi.fn(),
    }
    restrictSession(set as unknown as Session)
    const handlerOf = (method: keyof typeof set) => set[method].mock.calls[0]?.[0]
    return {
      requested: (permission: string) => {
        let allowed: boolean | undefined
        handlerOf('setPermissionRequestHandler')(null, permission, (answer: boolean) => {
          allowed = answer
        })
        return allowed
      },
      checked: (permission: string) => handlerOf('setPermissionCheckHandler')(null, permission),
      device: () => handlerOf('setDevicePermissionHandler')({}),
      proxy: handlerOf('setProxy'),
    }
  }

  it('are to write to the clipboard and to notify, asked for or looked up', () => {
    const { requested, checked } = restricted()
    for (const permission of ALLOWED) {
      expect([requested(permission), checked(permission)]).toEqual([true, true])
    }
  })

  it('are nothing else', () => {
    const { requested, checked, device } = restricted()
    for (const permission of DENIED) {
      expect([requested(permission), checked(permission)]).toEqual([false, false])
    }
    expect(device()).toBe(false)
  })

  it('reach no network, not even on this machine', () => {
    expect(restricted().proxy).toEqual({
      mode: 'fixed_servers',
      proxyRules: '127.0.0.1:1',
      proxyBypassRules: '<-loopback>',
    })
  })
})

describe('a page', () => {
  /** Web contents of which only the events and the window handler are real. */
  function restricted() {
    const opened: string[] = []
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: vi.fn(),
      setWebRTCIPHandlingPolicy: vi.fn(),
    })
    restrictContents(contents as unknown as WebContents, (address) => opened.push(address))
    const isPrevented = (event: string, details: object) => {
      const preventDefault = vi.fn()
      contents.emit(event, { ...details, preventDefault })
      return preventDefault.mock.calls.length > 0
    }
    const openWindow = (url: string) => contents.setWindowOpenHandler.mock.calls[0]?.[0]({ url })
    return { isPrevented, openWindow, opened, contents }
  }

  it('sends nothing by WebRTC but through the proxy', () => {
    const { setWebRTCIPHandlingPolicy } = restricted().contents
    expect(setWebRTCIPHandlingPolicy).toHaveBeenCalledWith('disable_non_proxied_udp')
  })

  it.each(['will-navigate', 'will-frame-navigate'])('may reload itself: %s', (event) => {
    const { isPrevented } = restricted()
    expect(isPrevented(event, { url: 'app://wheelhouse/', isMainFrame: true })).toBe(false)
  })

  it.each([
    'https://example.com/',
    'app://wheelhouse.evil/',
    'app://wheelhouse',
    'file:///etc/passwd',
    'blob:app://wheelhouse/1',
  ])('goes nowhere else, not to %s', (url) => {
    const { isPrevented } = restricted()
    expect(isPrevented('will-navigate', { url, isMainFrame: true })).toBe(true)
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: true })).toBe(true)
  })

  it('has no frame that goes anywhere, is not redirected, and embeds nothing', () => {
    const { isPrevented } = restricted()
    const url = 'app://wheelhouse/'
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: false })).toBe(true)
    expect(isPrevented('will-redirect', { url })).toBe(true)
    expect(isPrevented('will-attach-webview', {})).toBe(true)
  })

  it('opens no window; a link for the system goes there, any other nowhere', () => {
    const { openWindow, opened } = restricted()
    expect(openWindow('https://opencode.ai/')).toEqual({ action: 'deny' })
    expect(openWindow('file:///etc/passwd')).toEqual({ action: 'deny' })
    expect(openWindow('app://wheelhouse/')).toEqual({ action: 'deny' })
    expect(opened).toEqual(['https://opencode.ai/'])
  })
})
