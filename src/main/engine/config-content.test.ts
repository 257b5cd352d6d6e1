import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergedConfig } from './config-content'

const OURS = { model: 'demo/demo', provider: { demo: { name: 'Demo' } } }

describe('the configuration of the environment', () => {
  it.each([undefined, '', '  \n'])('that is %j leaves ours alone', (theirs) => {
    expect(mergedConfig(theirs, OURS)).toBe(OURS)
    expect(mergedConfig(theirs, undefined)).toBeUndefined()
  })

  it('is read as the engine reads it, and its references stay', () => {
    const theirs = `{
      // Mine
      "theme": "dark", /* and */
      "provider": { "p": { "options": { "apiKey": "{env:KEY}", "file": "{file:./key}" } } },
    }`
    expect(mergedConfig(theirs, undefined)).toEqual({
      theme: 'dark',
      provider: { p: { options: { apiKey: '{env:KEY}', file: '{file:./key}' } } },
    })
  })

  it('has a reference outside of a text looked up, which nothing else could read', () => {
    const theirs =
      '{"a": {env:N}, "b": "{env:N}", /* {env:N} */ "c": [{env:NONE}], "d": "\\"{env:N}"}'
    expect(mergedConfig(theirs, undefined, { N: '12' })).toEqual({
      a: 12,
      b: '{env:N}',
      c: [],
      d: '"{env:N}',
    })
    expect(() => mergedConfig('{"a": {env:NONE}}', undefined)).toThrow('value expected')
  })

  it('is merged with ours, which wins where both say something', () => {
    const theirs = {
      model: 'mine/best',
      small_model: 'mine/small',
      provider: { mine: { name: 'Mine' }, demo: { name: 'Other', env: ['KEY'] } },
    }
    expect(mergedConfig(JSON.stringify(theirs), OURS)).toEqual({
      model: 'demo/demo',
      small_model: 'mine/small',
      provider: { mine: { name: 'Mine' }, demo: { name: 'Demo', env: ['KEY'] } },
    })
  })

  it('has its lists joined where the engine joins them, and replaced elsewhere', () => {
    const theirs = { instructions: ['a.md'], plugin: ['x'], disabled_providers: ['p'] }
    const ours = { instructions: ['b.md'], disabled_providers: ['q'] }
    expect(mergedConfig(JSON.stringify(theirs), ours)).toEqual({
      instructions: ['a.md', 'b.md'],
      plugin: ['x'],
      disabled_providers: ['q'],
    })
  })

  it.each([
    ['{"a": 1', 'close brace expected at line 1, column 8'],
    ['{\n  "a": sk-secret\n}', 'invalid symbol at line 2, column 8'],
    ['{"a" "sk-secret"}', 'colon expected at line 1, column 6'],
    ['{} "sk-secret"', 'end of file expected at line 1, column 4'],
    ['["sk-secret"]', 'it must be an object'],
    ['"sk-secret"', 'it must be an object'],
    ['null', 'it must be an object'],
    [`{"sk-secret":${'['.repeat(20_000)}`, 'it is nested too deep'],
  ])('that is broken is told, without what stands in it: %.40s', (theirs, flaw) => {
    expect(() => mergedConfig(theirs, OURS)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(
          /^OPENCODE_CONFIG_CONTENT cannot be read: .*\. Correct it, or unset it, and start Wheelhouse again\.$/,
        ),
      }),
    )
    expect(() => mergedConfig(theirs, OURS)).toThrow(flaw)
    expect(() => mergedConfig(theirs, OURS)).not.toThrow('sk-secret')
  })

  it('keeps all of ours and loses nothing of theirs', () => {
    const config = fc.dictionary(
      fc.string(),
      fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
    )
    fc.assert(
      fc.property(config, config, (theirs, ours) => {
        // Without what JSON itself cannot carry, and what makes a prototype of its value.
        fc.pre(![theirs, ours].some((each) => JSON.stringify(each).includes('__proto__')))
        const both = mergedConfig(JSON.stringify(theirs), ours) as Record<string, unknown>
        expect(new Set(Object.keys(both))).toEqual(
          new Set([...Object.keys(theirs), ...Object.keys(ours)]),
        )
        const again = mergedConfig(JSON.stringify(both), ours)
        // As text, which knows no -0.
        expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(both)))
      }),
    )
  })
})
