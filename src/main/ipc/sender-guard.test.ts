import { describe, expect, it } from 'vitest'
import { isTrustedSender, PAGE_ORIGIN, type Sender } from './sender-guard'

const OURS = 7
const isOurWindow = (id: number) => id === OURS
const mainFrame = { origin: PAGE_ORIGIN }
const sender = (more: Partial<Sender> = {}): Sender => ({
  sender: { id: OURS, mainFrame },
  senderFrame: mainFrame,
  ...more,
})

describe('the sender of a message', () => {
  it('is trusted as the main frame of our window at our origin', () => {
    expect(isTrustedSender(sender(), isOurWindow)).toBe(true)
  })

  it('is not trusted when its frame is gone', () => {
    expect(isTrustedSender(sender({ senderFrame: null }), isOurWindow)).toBe(false)
  })

  it('is not trusted when frame and main frame are both gone', () => {
    const gone = sender({ senderFrame: null, sender: { id: OURS, mainFrame: null } })
    expect(isTrustedSender(gone, isOurWindow)).toBe(false)
  })

  it('is not trusted as an iframe, not even at our origin', () => {
    const iframe = sender({ senderFrame: { origin: PAGE_ORIGIN } })
    expect(isTrustedSender(iframe, isOurWindow)).toBe(false)
  })

  it.each([
    'https://wheelhouse',
    'app://wheelhouse/',
    'app://wheelhouse.evil',
    'app://evil',
    'APP://wheelhouse',
    'http://localhost:4848',
    'file://',
    'null',
    '',
  ])('is not trusted at the origin %j', (origin) => {
    const frame = { origin }
    const led = sender({ senderFrame: frame, sender: { id: OURS, mainFrame: frame } })
    expect(isTrustedSender(led, isOurWindow)).toBe(false)
  })

  it('is not trusted in a window that is not ours', () => {
    const other = sender({ sender: { id: 8, mainFrame } })
    expect(isTrustedSender(other, isOurWindow)).toBe(false)
  })
})
