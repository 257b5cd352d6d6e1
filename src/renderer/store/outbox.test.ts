import { describe, expect, it } from 'vitest'
import { assistant, messageUpdated, partUpdated, SESSION, text, user, withParts } from './fixtures'
import { isPendingShown, Outbox, type PendingPrompt } from './outbox'
import { Transcript } from './transcript'

const transcriptOf = (...messages: Parameters<Transcript['fill']>[1]) => {
  const transcript = new Transcript(SESSION)
  transcript.fill(transcript.begin(), messages, 0)
  return transcript
}

describe('a prompt that comes back', () => {
  it('is never run by the shell, because a command is being written', () => {
    const outbox = new Outbox()
    outbox.drafts.change(SESSION, { text: 'git status', isShell: true })
    outbox.returnToDraft(SESSION, 'Delete the old files')
    expect(outbox.drafts.get(SESSION)).toMatchObject({
      text: 'Delete the old files\n\n! git status',
      isShell: false,
    })
  })
})

describe('a prompt on its way', () => {
  const prompt: PendingPrompt = { text: 'Hi', after: 'msg_2', messageID: undefined }

  it('gives way to the message that the stream brings before the answer names it', () => {
    const transcript = transcriptOf(withParts(user('msg_1')), withParts(assistant('msg_2')))
    expect(isPendingShown(prompt, transcript)).toBe(true)
    // Its text comes a moment after the message: until then there is nothing to give way to.
    transcript.apply(messageUpdated(user('msg_3')), 1)
    expect(isPendingShown(prompt, transcript)).toBe(true)
    expect(isPendingShown({ ...prompt, messageID: 'msg_3' }, transcript)).toBe(true)
    transcript.apply(partUpdated(text('prt_3', 'msg_3', 'Hi', 2)), 2)
    expect(isPendingShown(prompt, transcript)).toBe(false)
    expect(isPendingShown({ ...prompt, messageID: 'msg_3' }, transcript)).toBe(false)
  })

  it('stays until the message that the answer named is there', () => {
    const outbox = new Outbox()
    const transcript = transcriptOf(withParts(user('msg_1')))
    outbox.setPending(SESSION, { ...prompt, messageID: 'msg_3' })
    outbox.reconcile(SESSION, transcript)
    expect(outbox.pending(SESSION)).toBeDefined()
    transcript.apply(messageUpdated(user('msg_3')), 1)
    outbox.reconcile(SESSION, transcript)
    expect(outbox.pending(SESSION)).toBeDefined()
    transcript.apply(partUpdated(text('prt_3', 'msg_3', 'Hi', 2)), 2)
    outbox.reconcile(SESSION, transcript)
    expect(outbox.pending(SESSION)).toBeUndefined()
  })
})
