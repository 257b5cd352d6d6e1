import { expect } from 'vitest'
import { operations } from '../../shared/operations'
import type { RunningApp } from './running-app'
import type { SseFrame } from './sse'

/** The body of a prompt that says this; the scripted model obeys its directives. */
export const say = (text: string) => ({ parts: [{ type: 'text', text }] })

/** Makes a session in the app's project. */
export async function createSession({ post }: RunningApp) {
  const answer = await post('/api/sessions')
  expect(answer.status).toBe(201)
  return operations['sessions.create'].output.parse(await answer.json())
}

/** The text that was streamed. */
export const deltas = (frames: SseFrame[]) =>
  frames
    .filter(({ data }) => data.payload?.type === 'message.part.delta')
    .map(({ data }) => data.payload.properties.delta)
    .join('')

/** Fits the frame that brings this text. */
export const isDelta = (text: string) => (frame: SseFrame) =>
  frame.data.payload?.type === 'message.part.delta' &&
  frame.data.payload.properties.delta.includes(text)
