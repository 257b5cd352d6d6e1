import { type ReactNode, useLayoutEffect, useMemo, useState } from 'react'
import { readImageHead } from './image-head'
import { pixels, whyTooLarge } from './pixels'

interface Props {
  /** A `data:` address: the page has no network. */
  url: string
  alt: string
  className?: string
  /** Whether it is shown alone, in front of all others. */
  isAlone?: boolean
  /** What is shown in place of what cannot be; `why` is the end of a sentence. */
  fallback: (why: string) => ReactNode
}

/**
 * An image, and the only place where one gets its address: a raster one alone, whose bytes say how
 * large it is, and that it is not too large, before anything of it is decoded.
 */
export function Picture({ url, alt, className, isAlone = false, fallback }: Props) {
  const [isBroken, setBroken] = useState(false)
  const { why, count } = useMemo(() => judge(url), [url])
  const hasRoom = useRoom(isAlone ? 0 : count)
  if (why !== '') return fallback(why)
  if (isBroken) return fallback('it cannot be read')
  if (!hasRoom) return fallback('too many pixels are shown already')
  return (
    <img
      className={className}
      src={url}
      alt={alt}
      decoding="async"
      onError={() => setBroken(true)}
    />
  )
}

/** @returns why an image is not shown, as the end of a sentence; empty when it can be */
export const whyNotShown = (url: string): string => judge(url).why

function judge(url: string): { why: string; count: number } {
  const head = readImageHead(url)
  const why = head ? whyTooLarge(head) : 'it is no PNG, JPEG, GIF or WebP'
  return { why, count: head && why === '' ? head.width * head.height : 0 }
}

/** Takes room for so many pixels while it is shown, or as soon as there is some. */
function useRoom(count: number): boolean {
  const [hasRoom, setRoom] = useState(false)
  // Before anything is painted: what has no room is not in the document.
  useLayoutEffect(() => {
    let giveBack = pixels.take(count)
    setRoom(giveBack !== undefined)
    const unsubscribe = pixels.subscribe(() => {
      giveBack ??= pixels.take(count)
      setRoom(giveBack !== undefined)
    })
    return () => {
      unsubscribe()
      giveBack?.()
    }
  }, [count])
  return hasRoom
}
