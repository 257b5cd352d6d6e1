import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ourUid } from './owners'
import { walkSteadily, whoMayWrite } from './steady-path'
import { asOrdinaryUser, isRoot, ordinaryUid } from './testing/other-user'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-steady-')))
  mkdirSync(join(root, 'folder'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe.skipIf(process.platform === 'win32')('a folder that its group may write in', () => {
  const us = (isOthersGroup: () => boolean) => ({ uid: ourUid() ?? 0, isOthersGroup })

  it.each([
    [true, { kind: 'open', folder: expect.stringContaining('wheelhouse-steady-') }],
    [false, { kind: 'found' }],
  ])('is on a steady way by what is known of the group (others: %s)', (isOthers, expected) => {
    chmodSync(root, 0o775)
    expect(
      walkSteadily(
        join(root, 'folder'),
        us(() => isOthers),
      ),
    ).toMatchObject(expected)
  })

  it('is not asked about where the group may not write', () => {
    const refuse = () => {
      throw new Error('asked')
    }
    chmodSync(root, 0o755)
    expect(walkSteadily(join(root, 'folder'), us(refuse))).toMatchObject({ kind: 'found' })
    expect(whoMayWrite(root, lstatSync(root), us(refuse))).toBeUndefined()
  })
})

it.runIf(isRoot)('what we may not come to is not there for the engine either', () => {
  const closed = join(root, 'closed')
  mkdirSync(join(closed, 'deep'), { recursive: true })
  chmodSync(closed, 0o700)
  chmodSync(root, 0o755)
  symlinkSync(join(closed, 'deep'), join(root, 'link'))
  expect(
    asOrdinaryUser(() => walkSteadily(join(root, 'link'), { uid: ordinaryUid() })),
  ).toMatchObject({ kind: 'missing' })
})
