import { describe, expect, it } from 'vitest'
import type { Part } from '../../shared/engine-types'
import { Doings } from './doings'
import { text } from './fixtures'
import { Folds } from './folds'

const call = (id: string, sessionID = 'ses_1'): Part => ({
  id,
  sessionID,
  messageID: 'msg_y1',
  callID: id,
  type: 'tool',
  tool: 'bash',
  state: { status: 'pending', input: {}, raw: '' },
})

describe('what sessions do now', () => {
  it('is their latest tool call, whatever is said late of an earlier one', () => {
    const doings = new Doings()
    const late = call('prt_x2')
    for (const part of [call('prt_y1'), late, text('prt_w3', 'msg_y1', 'words'), call('prt_y1')]) {
      doings.note(part)
    }
    expect(doings.get('ses_1')).toBe(late)
    expect(doings.get('ses_2')).toBeUndefined()
  })

  it('is forgotten with the session, and after many others', () => {
    const doings = new Doings()
    doings.note(call('prt_y1'))
    doings.forget('ses_1')
    expect(doings.get('ses_1')).toBeUndefined()
    for (let index = 0; index < 100; index += 1) doings.note(call('prt_y1', `ses_${index}`))
    expect(doings.get('ses_0')).toBeUndefined()
    expect(doings.get('ses_99')).toBeDefined()
  })
})

describe('what is open in the transcript', () => {
  it('is remembered until it is closed', () => {
    const folds = new Folds()
    expect(folds.isOpen('prt_y1')).toBe(false)
    folds.set('prt_y1', true)
    expect(folds.isOpen('prt_y1')).toBe(true)
    folds.set('prt_y1', false)
    expect(folds.isOpen('prt_y1')).toBe(false)
  })
})
