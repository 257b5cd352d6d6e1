import { describe, expect, it } from 'vitest'
import { isOwnDownload } from './downloads'

const download = (url: string, mime: string) => ({ getURL: () => url, getMimeType: () => mime })

describe('what the page may save', () => {
  it('is a Markdown text that it made itself', () => {
    expect(isOwnDownload(download('blob:app://wheelhouse/1-2', 'text/markdown'))).toBe(true)
    expect(
      isOwnDownload(download('blob:app://wheelhouse/1-2', 'text/markdown;charset=utf-8')),
    ).toBe(true)
  })

  it.each([
    ['https://example.com/a.md', 'text/markdown'],
    ['app://wheelhouse/index.html', 'text/markdown'],
    ['data:text/markdown,hello', 'text/markdown'],
    ['blob:https://example.com/1-2', 'text/markdown'],
    ['blob:app://wheelhouse.evil/1-2', 'text/markdown'],
    ['blob:app://wheelhouse/1-2', 'application/x-msdownload'],
    ['blob:app://wheelhouse/1-2', ''],
  ])('is not %s of type %j', (url, mime) => {
    expect(isOwnDownload(download(url, mime))).toBe(false)
  })
})
