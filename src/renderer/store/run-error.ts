import { engineWords, knownFailure } from '../../shared/engine-words'
import { clip } from './clip'
import type { KnownEvent } from './read-event'

/** An error as the engine reports it, on a message or for a session. */
export type RunError = NonNullable<
  Extract<KnownEvent, { type: 'session.error' }>['properties']['error']
>

/** Whether a person stopped the run: that is no failure. */
export const isStopped = (error: RunError): boolean => error.name === 'MessageAbortedError'

/** Says for a person what happened in a run, then what to do. */
export function describeRunError(error: RunError): string {
  const whole = reason(error)
  const said = sentence(clip(engineWords(whole), 2_000))
  switch (error.name) {
    case 'ProviderAuthError':
      return `The provider refused the credentials. ${said} Check its key, then send again.`
    case 'MessageAbortedError':
      return 'Stopped.'
    case 'MessageOutputLengthError':
      return 'The answer reached the length limit of the model. Send “continue” to go on.'
    case 'ContextOverflowError':
      return 'The session is longer than the model can read. Start a new session to go on.'
    case 'ContentFilterError':
      return 'The provider’s content filter ended the answer. Reword the message, then send it again.'
    case 'StructuredOutputError':
      return `The model did not answer in the form that was asked for. ${said} Send the message again.`
    case 'APIError':
      return apiError(error.data.statusCode, error.data.isRetryable === true, said)
    default: {
      const known = error.name === 'UnknownError' ? knownFailure(whole) : undefined
      if (known) return known
      return `The run failed. ${said || 'The engine gave no reason.'} Send the message again.`
    }
  }
}

function apiError(status: number | undefined, isRetryable: boolean, said: string): string {
  const what = `The provider answered with an error${status === undefined ? '' : ` (${status})`}.`
  const todo = isRetryable
    ? 'Send the message again in a moment.'
    : 'Check the provider and the model, then send again.'
  return [what, said, todo].filter(Boolean).join(' ')
}

// The engine is newer than these types at times, so the shape of `data` is not taken for granted.
function reason(error: RunError): string {
  const message = (error.data as { message?: unknown } | undefined)?.message
  return typeof message === 'string' ? clip(message, 100_000) : ''
}

/** Ends what a machine said like a sentence. */
function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`
}
