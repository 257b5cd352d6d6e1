import { expect } from 'vitest'
import { operations } from '../../shared/operations'
import type { RunningApp } from './running-app'
import { readSse, type SseFrame, until } from './sse'

/** The body of a prompt that says this; the scripted model obeys its directives. */
export const say = (text: string) => ({ parts: [{ type: 'text', text }] })

/** Makes a session in the app's project. */
export async function createSession({ post }: RunningApp) {
  const answer = await post('/api/sessions')
  expect(answer.status).toBe(201)
  return operations['sessions.create'].output.parse(await answer.json())
}

/** Says this in a session. @returns the frames of its run */
export async function prompt({ post }: RunningApp, id: string, text: string) {
  const run = await post(`/api/sessions/${id}/prompt`, say(text))
  expect(run.status).toBe(200)
  return readSse(run)
}

/** Fits the frame that brings what the agent asks. */
export const isAsk = ({ data: { payload } }: SseFrame) =>
  payload?.type === 'permission.asked' || payload?.type === 'question.asked'

/** Says something that makes the agent ask, in a session of its own, and waits until it has. */
export async function promptUntilAsked(app: RunningApp, text: string) {
  const { id } = await createSession(app)
  const run = await prompt(app, id, text)
  const asked = (await until(run, isAsk)).at(-1)
  return { id, run, ask: asked?.data.payload.properties }
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
