import { describe, expect, it } from 'vitest'
import { refuse, setUp } from './actions-fixture'
import { SESSION, session } from './fixtures'
import { nameProjects } from './projects'

const project = (directory: string, exists = true) => ({ directory, usedAt: 1, exists })
const notices = ({ store }: ReturnType<typeof setUp>) => store.notices.all.map(({ text }) => text)

describe('where the next session starts', () => {
  it('is the project that was used last, once the projects are known', async () => {
    const { store, actions } = setUp({ 'projects.recent': () => [project('/b'), project('/a')] })
    expect(store.projects.current).toBeUndefined()
    await actions.loadProjects()
    expect(store.projects.current).toBe('/b')
  })

  it('follows the session that is looked at, also one that is known only later', async () => {
    const { store, actions, hello } = setUp({
      'projects.recent': () => [project('/b')],
      'sessions.list': () => [session(SESSION, 1, { directory: '/a' })],
    })
    await actions.loadProjects()
    actions.open(SESSION)
    expect(store.projects.current).toBe('/b')
    hello()
    await actions.loadList()
    expect(store.projects.current).toBe('/a')
    await actions.chooseProject('/c')
    expect([store.openID, store.projects.current]).toEqual([undefined, '/c'])
  })

  it('is where it is created, with its first message; and that counts as used', async () => {
    const { hello, actions, store, seen } = setUp({
      'projects.recent': () => [project('/b')],
      'sessions.create': () => session('ses_new', 9, { directory: '/b' }),
      'sessions.prompt': () => ({ messageID: 'msg_1' }),
    })
    hello()
    await actions.loadProjects()
    actions.open(SESSION)
    actions.startNew('/b')
    expect(store.openID).toBeUndefined()
    expect(seen('sessions.create')).toEqual([])
    actions.setDraft('Hello')
    await actions.send()
    expect(seen('sessions.create')).toEqual([['sessions.create', { directory: '/b' }]])
    expect(seen('projects.use')).toEqual([['projects.use', { directory: '/b' }]])
    expect(store.openID).toBe('ses_new')
  })
})

describe('projects', () => {
  it('are added by a dialog, one at a time; cancelled, nothing changes', async () => {
    let answer: (value: unknown) => void = () => undefined
    const set = setUp({
      'projects.choose': () =>
        new Promise((resolve) => {
          answer = resolve
        }),
      'projects.recent': () => [project('/new')],
    })
    const { store, actions, seen } = set
    actions.open(SESSION)
    const first = actions.addProject()
    expect(store.projects.isChoosing).toBe(true)
    await actions.addProject()
    answer({})
    await first
    expect([store.openID, store.projects.isChoosing]).toEqual([SESSION, false])
    expect(seen('projects.choose')).toHaveLength(1)

    const second = actions.addProject()
    answer({ project: project('/new') })
    await second
    expect([store.openID, store.projects.current]).toEqual([undefined, '/new'])
    expect(store.projects.recent).toHaveLength(1)
    expect(notices(set)).toEqual([])
  })

  it('that could not be added, or taken off, are said so', async () => {
    const set = setUp({
      'projects.choose': () => refuse('No display.'),
      'projects.use': () => refuse('It is not there.', 'invalid_input'),
      'projects.forget': () => refuse('The disk is full.'),
      'projects.recent': () => refuse('No answer.'),
    })
    await set.actions.addProject()
    await set.actions.chooseProject('/gone')
    await set.actions.forgetProject('/a')
    expect(notices(set)).toEqual([
      'The project was not added. No display.',
      'The project was not added. It is not there.',
      'The project is still on the list. The disk is full.',
    ])
    expect([set.store.projects.phase, set.store.projects.failure]).toEqual(['failed', 'No answer.'])
  })

  it('whose folder is known to be gone are not asked for again, and can be taken off', async () => {
    const { store, actions, seen } = setUp({
      'projects.recent': () => [project('/here'), project('/gone', false)],
    })
    await actions.loadProjects()
    await actions.chooseProject('/gone')
    expect(seen('projects.use')).toEqual([])
    expect(store.projects.isGone('/gone')).toBe(true)
    await actions.forgetProject('/gone')
    expect(store.projects.current).toBe('/here')
  })

  it('are called by their last name, and by two where that is not enough', () => {
    const all = ['/a/app', '/b/app', 'C:\\code\\api', '/']
    expect([...nameProjects(all).values()]).toEqual(['a/app', 'b/app', 'api', '/'])
  })
})
