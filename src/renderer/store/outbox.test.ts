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
  const prompt: PendingPrompt = { text: 'Hi', after: assistant('msg_x2'), messageID: undefined }

  it('gives way to the message that the stream brings before the answer names it', () => {
    const transcript = transcriptOf(withParts(user('msg_y1')), withParts(assistant('msg_x2')))
    expect(isPendingShown(prompt, transcript)).toBe(true)
    // Its text comes a moment after the message: until then there is nothing to give way to.
    transcript.apply(messageUpdated(user('msg_w3')), 1)
    expect(isPendingShown(prompt, transcript)).toBe(true)
    expect(isPendingShown({ ...prompt, messageID: 'msg_w3' }, transcript)).toBe(true)
    transcript.apply(partUpdated(text('prt_w3', 'msg_w3', 'Hi', 2)), 2)
    expect(isPendingShown(prompt, transcript)).toBe(false)
    expect(isPendingShown({ ...prompt, messageID: 'msg_w3' }, transcript)).toBe(false)
  })

  it('is not mistaken for what comes before it, whatever is gone or fetched meanwhile', () => {
    const transcript = new Transcript(SESSION)
    const newest = [user('msg_w3'), assistant('msg_x4')].map((info) =>
      withParts(info, text(`prt_${info.id}`, info.id, 'Old', 2)),
    )
    transcript.fill(transcript.begin(), newest, 0, 2)
    const sent = { ...prompt, after: transcript.newest }
    // What was undone goes when something new is said, and the page before may come then.
    const gone = { sessionID: SESSION, messageID: 'msg_x4' }
    transcript.apply({ id: 'e', type: 'message.removed', properties: gone }, 1)
    const page = [withParts(user('msg_a1'), text('prt_a1', 'msg_a1', 'Older', 2))]
    transcript.fillEarlier(transcript.beginEarlier()?.ticket ?? 0, page, 1, 2)
    expect(transcript.order).toEqual(['msg_a1', 'msg_w3'])
    expect(isPendingShown(sent, transcript)).toBe(true)
    transcript.apply(messageUpdated(user('msg_b5')), 2)
    transcript.apply(partUpdated(text('prt_b5', 'msg_b5', 'Hi', 2)), 3)
    expect(isPendingShown(sent, transcript)).toBe(false)
  })

  it('stays until the message that the answer named is there', () => {
    const outbox = new Outbox()
    const transcript = transcriptOf(withParts(user('msg_y1')))
    outbox.setPending(SESSION, { ...prompt, messageID: 'msg_w3' })
    outbox.reconcile(SESSION, transcript)
    expect(outbox.pending(SESSION)).toBeDefined()
    transcript.apply(messageUpdated(user('msg_w3')), 1)
    outbox.reconcile(SESSION, transcript)
    expect(outbox.pending(SESSION)).toBeDefined()
    transcript.apply(partUpdated(text('prt_w3', 'msg_w3', 'Hi', 2)), 2)
    outbox.reconcile(SESSION, transcript)
    expect(outbox.pending(SESSION)).toBeUndefined()
  })
})
