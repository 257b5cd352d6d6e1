import type { ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import type { Provider } from '../../shared/provider-types'
import { setUp } from '../store/actions-fixture'
import type { Catalog } from '../store/catalog'
import { assistant, model, READY, SESSION, text, user, withParts } from '../store/fixtures'
import { resolveChoice } from '../store/resolve-choice'
import { AnswerFoot } from './answer-foot'
import { ChoiceMenu } from './composer/choice-menu'
import { choicesFor } from './composer/choice-search'
import { CompletionList } from './composer/completion-list'
import { ModelPicker } from './composer/model-picker'
import { Dock } from './dock'
import { type Drawn, draw } from './draw-for-tests'
import { EngineBar } from './engine-status'
import { FirstRun } from './first-run/first-run-view'
import { Named, nameInWords, Said, SaidOnLine } from './named'
import { ContextTab } from './panel/context-tab'
import { MOST_MARKS } from './visible-text/marks'

// What a project, a configuration or the engine names is drawn short and as what it is.

const DECEIVING = 'safe\u202eetirw'
const LONG = 'a\u200b'.repeat(1_000_000)

const MODEL = model({ name: DECEIVING })

type Setting = ReturnType<typeof setUp>

/** A view, and what it is given to look at. */
type Make = (name: string, set: Setting) => ReactNode

function withAnswer(set: Setting, name: string) {
  const transcript = set.store.transcripts.open(SESSION)
  const answer = assistant('msg_x2', {
    parentID: 'msg_x1',
    modelID: name,
    providerID: name,
    agent: name,
    time: { created: 1, completed: 2 },
  })
  const messages = [
    withParts(user('msg_x1'), text('prt_1', 'msg_x1', 'Hi')),
    withParts(answer, text('prt_2', 'msg_x2', 'Hi', 1)),
  ]
  transcript.fill(transcript.begin(), messages, 0)
}

const nobody = () => undefined
const completions = (option: Parameters<typeof CompletionList>[0]['options'][number]) => (
  <CompletionList
    id="list"
    options={[option]}
    note=""
    active={0}
    onHover={nobody}
    onPick={nobody}
  />
)

const VIEWS: Record<string, Make> = {
  'a name': (name) => <Named text={name} />,
  'a sentence': (name) => <Said text={name} />,
  'a description': (name) => <SaidOnLine text={name} />,
  'the foot of an answer': (name, set) => {
    withAnswer(set, name)
    return <AnswerFoot sessionID={SESSION} messageID="msg_x2" />
  },
  'what is known of a session': (name, set) => {
    withAnswer(set, name)
    return <ContextTab sessionID={SESSION} />
  },
  'the chosen agent': (name) => (
    <ChoiceMenu
      what="Agent"
      label={name}
      value={name}
      choices={[{ value: name, name, about: name }]}
      onChoose={nobody}
      place={{ current: null }}
    />
  ),
  'the chosen one of many': (name) => (
    <ChoiceMenu
      what="Effort"
      label={name}
      value={name}
      choices={Array.from({ length: 3_000 }, (_, at) => ({ value: `${at}`, name }))}
      onChoose={nobody}
      place={{ current: null }}
    />
  ),
  'the chosen model': (name, { store }) => {
    const ref = { providerID: 'p', modelID: 'm' }
    const provider: Provider = {
      id: 'p',
      name,
      connected: true,
      source: 'config',
      env: [],
      models: [{ ...MODEL, name }],
    }
    const catalog: Catalog = {
      ...store.catalogs.get(undefined),
      phase: 'ready',
      providers: [provider],
    }
    const choice = { model: ref }
    const resolved = resolveChoice({ choice, preset: {}, session: undefined, catalog })
    return <ModelPicker catalog={catalog} resolved={resolved} onOpen={nobody} />
  },
  'an agent to name': (name) =>
    completions({
      kind: 'agent',
      id: '1',
      agent: { name, description: name, mode: 'subagent', permission: [], options: {} },
    }),
  'a command to give': (name) =>
    completions({
      kind: 'command',
      id: '1',
      command: { name, description: name, hints: [name], template: '' },
    }),
  'the last words of the engine': (name, { hello }) => {
    const lastError = { message: 'It ended.', output: name.slice(0, 10_000), at: 1 }
    hello({ ...READY, state: 'failed', lastError })
    return <EngineBar />
  },
  'the folder of the first run': (name, { hello }) => {
    hello({ ...READY, projectDir: `/work/${name.slice(0, 4_096)}` })
    return <FirstRun />
  },
  notices: (name, { store }) => {
    for (let at = 0; at < 25; at += 1) store.notices.add('run', `${at} ${name}`, SESSION)
    return <Dock sessionID={SESSION} />
  },
}

describe.each(Object.entries(VIEWS))('%s', (_, make) => {
  const drawWith = (name: string): Drawn => {
    const set = setUp()
    return draw(make(name, set), set)
  }

  it('is bounded, however long it is', () => {
    const { marks, chars, html } = drawWith(LONG)
    expect(marks).toBeLessThanOrEqual(MOST_MARKS)
    expect(chars).toBeLessThan(150_000)
    expect(html.length).toBeLessThan(200_000)
  })

  it('shows what turns its order around', () => {
    const { html, marks } = drawWith(DECEIVING)
    expect(marks).toBeGreaterThan(0)
    // Nowhere but in its mark.
    expect(html.replaceAll('<bdi class="unseen-source">\u202e</bdi>', '')).not.toContain('\u202e')
  })
})

it('a name is short and spelled out where it cannot be marked', () => {
  expect(nameInWords(DECEIVING)).toBe('safe[RLO]etirw')
  expect(nameInWords('a'.repeat(1_000_000))).toHaveLength(301)
})

it('one of many is found by its name', () => {
  const choices = Array.from({ length: 3_000 }, (_, at) => ({
    value: `v${at}`,
    name: `High ${at}`,
  }))
  expect(choicesFor('', choices)).toHaveLength(3_000)
  expect(choicesFor('high 2999', choices)[0]?.value).toBe('v2999')
  const long = { value: 'long', name: LONG }
  expect(choicesFor('nothing', [long])).toEqual([])
})
