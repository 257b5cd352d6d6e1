import { expect } from 'vitest'
import { type Listener, until } from './fixture'

export const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

export const helloOf = (listener: Listener) => until(() => listener.named('hello')[0])

/** Waits until a client has that many events of the engine; they must be those. */
export async function numbersOf(listener: Listener, expected: number[]): Promise<void> {
  await until(() => listener.numbers().length >= expected.length)
  expect(listener.numbers()).toEqual(expected)
}
