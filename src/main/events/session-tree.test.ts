import { beforeEach, describe, expect, it } from 'vitest'
import { envelope } from '../testing/envelopes'
import { SessionTree } from './session-tree'

let tree: SessionTree
beforeEach(() => {
  tree = new SessionTree()
})

describe('the session tree', () => {
  it('has every session within itself', () => {
    expect(tree.isWithin('ses_1', 'ses_1')).toBe(true)
    expect(tree.isWithin('ses_1', 'ses_2')).toBe(false)
  })

  it('finds children and their children, and nobody the other way round', () => {
    tree.note({ id: 'ses_child', parentID: 'ses_root' })
    tree.note({ id: 'ses_grandchild', parentID: 'ses_child' })
    expect(tree.isWithin('ses_child', 'ses_root')).toBe(true)
    expect(tree.isWithin('ses_grandchild', 'ses_root')).toBe(true)
    expect(tree.isWithin('ses_root', 'ses_child')).toBe(false)
    expect(tree.isWithin('ses_grandchild', 'ses_other')).toBe(false)
  })

  it('keeps the children of one parent apart', () => {
    tree.note({ id: 'ses_a', parentID: 'ses_root' })
    tree.note({ id: 'ses_b', parentID: 'ses_root' })
    expect(tree.isWithin('ses_a', 'ses_b')).toBe(false)
  })

  it.each(['session.created', 'session.updated'])('learns a parent from %s', (type) => {
    tree.apply(envelope(type, { info: { id: 'ses_child', parentID: 'ses_root' } }), 'ses_child')
    expect(tree.isWithin('ses_child', 'ses_root')).toBe(true)
  })

  it('learns nothing from a session without a parent', () => {
    tree.note({ id: 'ses_child', parentID: 'ses_root' })
    tree.note({ id: 'ses_child' })
    expect(tree.isWithin('ses_child', 'ses_root')).toBe(true)
  })

  it('still knows a deleted session, whose last events a slow cursor has yet to read', () => {
    tree.note({ id: 'ses_child', parentID: 'ses_root' })
    tree.apply(
      envelope('session.deleted', { info: { id: 'ses_child', parentID: 'ses_root' } }),
      'ses_child',
    )
    expect(tree.isWithin('ses_child', 'ses_root')).toBe(true)
  })

  it('comes to an end where sessions are each other’s parents', () => {
    tree.note({ id: 'ses_a', parentID: 'ses_b' })
    tree.note({ id: 'ses_b', parentID: 'ses_a' })
    tree.note({ id: 'ses_self', parentID: 'ses_self' })
    expect(tree.isWithin('ses_a', 'ses_root')).toBe(false)
    expect(tree.isWithin('ses_a', 'ses_b')).toBe(true)
    expect(tree.isWithin('ses_self', 'ses_root')).toBe(false)
  })

  it('tells the way up, as far as it is known', () => {
    tree.note({ id: 'ses_child', parentID: 'ses_root' })
    tree.note({ id: 'ses_grandchild', parentID: 'ses_child' })
    expect(tree.lineage('ses_grandchild')).toEqual([
      ['ses_grandchild', 'ses_child'],
      ['ses_child', 'ses_root'],
    ])
    expect(tree.lineage('ses_root')).toEqual([])
  })
})

describe('its bound', () => {
  beforeEach(() => {
    tree = new SessionTree(3)
  })
  const isKnown = (id: string) => tree.isWithin(id, 'ses_root')

  it('lets go of the one that was not spoken of for the longest time', () => {
    for (const id of ['ses_a', 'ses_b', 'ses_c', 'ses_a', 'ses_d']) {
      tree.note({ id, parentID: 'ses_root' })
    }
    expect(['ses_a', 'ses_b', 'ses_c', 'ses_d'].map(isKnown)).toEqual([true, false, true, true])
  })

  it('keeps one whose events go on, and its parent, of which there are none meanwhile', () => {
    tree.note({ id: 'ses_child', parentID: 'ses_root' })
    tree.note({ id: 'ses_grandchild', parentID: 'ses_child' })
    for (const id of ['ses_x', 'ses_y', 'ses_z']) {
      tree.apply(envelope('message.part.delta', {}), 'ses_grandchild')
      tree.note({ id, parentID: 'ses_other' })
    }
    expect(isKnown('ses_grandchild')).toBe(true)
    expect(tree.isWithin('ses_x', 'ses_other')).toBe(false)
  })
})
