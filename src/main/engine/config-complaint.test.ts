import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complaintHeading, refusalWithoutContents, withoutContents } from './config-complaint'

/** As opencode 1.18.33 prints a file that is broken at its second line. */
const complaint = (file: string, line = file.split('\n')[1] ?? file) =>
  `Error: Config file at /c/opencode.json is not valid JSON(C): \n--- JSONC Input ---\n${file}\n--- Errors ---\nPropertyNameExpected at line 2, column 21\n   Line 2: ${line}\n                              ^\nValueExpected at line 2, column 21\n   Line 2: ${line}\n                              ^\n--- End ---`
const SAID =
  'Error: Config file at /c/opencode.json is not valid JSON(C): PropertyNameExpected at line 2, column 21, ValueExpected at line 2, column 21'
const BROKEN = '{\n  "apiKey": "sk-SECRET",,\n  "other": "sk-SECRET2"\n}\n'

describe('of a configuration that is broken', () => {
  it('the file and the places are said, and nothing that stands in it', () => {
    expect(withoutContents(complaint(BROKEN))).toBe(SAID)
    expect(withoutContents(`Warning: a\n${complaint(BROKEN)}\nBun v1\n`)).toBe(
      `Warning: a\n${SAID}\nBun v1\n`,
    )
    expect(withoutContents(complaint(BROKEN).replaceAll('\n', '\r\n'))).toContain(
      'PropertyNameExpected at line 2, column 21',
    )
  })

  it('nothing that stands in it is left, whatever it is and wherever the beginning is cut off', () => {
    const piece = fc.constantFrom(
      'SECRET',
      '\n',
      ' ',
      '"',
      ',,',
      '↳',
      ', got ',
      '--- JSONC Input ---',
      '--- Errors ---',
      '--- End ---',
      'Expected ',
    )
    fc.assert(
      fc.property(fc.array(piece), fc.nat(), (pieces, cut) => {
        const all = complaint(`{\n${pieces.join('')}\n}`)
        // What is kept of an output begins with a whole line.
        const lines = all.split('\n')
        for (const said of [all, lines.slice(cut % lines.length).join('\n')]) {
          expect(withoutContents(said)).not.toContain('SECRET')
        }
        expect(withoutContents(all)).toContain('/c/opencode.json')
      }),
      { numRuns: 500 },
    )
  })

  it('nothing is left of it where the end has not come', () => {
    const all = complaint(BROKEN)
    for (let length = all.indexOf('{'); length < all.length; length += 1) {
      expect(withoutContents(all.slice(0, length))).not.toContain('SECRET')
    }
  })

  it('nothing is left of it where only a piece of it is kept, below its heading', () => {
    const said = `Warning: a\n${complaint(BROKEN)}`
    const heading = complaintHeading(said)
    expect(heading).toMatch(
      /^Error: .*\/c\/opencode\.json is not valid JSON\(C\): \n--- JSONC Input ---$/,
    )
    for (let from = said.indexOf('{'); from < said.length; from += 1) {
      for (let to = from; to < said.length; to += 1) {
        const kept = withoutContents(`${heading}\n${said.slice(from, to)}`)
        expect(kept).not.toContain('SECRET')
        expect(kept).toMatch(/^Error: Config file at \/c\/opencode\.json is not valid JSON/)
      }
    }
  })

  it('its heading is no more than a line and the mark below it', () => {
    expect(complaintHeading('a, got b\n--- Errors ---\n')).toBe('')
    for (const before of ['', '\n', 'a\n\n']) {
      expect(complaintHeading(`${before}--- JSONC Input ---\na`).trim()).toBe('--- JSONC Input ---')
    }
    const long = complaintHeading(`${'a'.repeat(9_999)}\n--- JSONC Input ---`)
    expect(long.length).toBeLessThan(6_000)
  })

  it('no more than five places are said', () => {
    const flaws = Array.from({ length: 9 }, (_, line) => `ValueExpected at line ${line}, column 1`)
    const said = withoutContents(`--- JSONC Input ---\n--- Errors ---\n${flaws.join('\n')}`)
    expect(said.match(/ValueExpected/g)).toHaveLength(5)
  })
})

describe('of a value of a wrong type', () => {
  it.each([
    [
      '↳ Expected string | undefined, got ["sk-SECRET a"] provider.acme.options.apiKey',
      '↳ Expected string | undefined provider.acme.options.apiKey',
    ],
    ['↳ Expected object, got "Bearer SECRET" mcp.x.headers', '↳ Expected object mcp.x.headers'],
    ['↳ Expected object, got {"a": "b SECRET"}', '↳ Expected object'],
    ['↳ Expected object, got "the SECRET"', '↳ Expected object'],
    ['↳ Expected string, got 123456', '↳ Expected string'],
    ['↳ Expected string, got 123456 model', '↳ Expected string model'],
    ['Expected string | undefined, got ["sk-SECRET2"]', 'Expected string | undefined'],
    ['↳ Missing key mcp.x.enabled', '↳ Missing key mcp.x.enabled'],
    ['I asked for tea, got coffee', 'I asked for tea, got coffee'],
  ])('the path and what was expected are said: %s', (line, said) => {
    expect(withoutContents(`Configuration is invalid at /c\n${line}\nend`)).toBe(
      `Configuration is invalid at /c\n${said}\nend`,
    )
  })
})

describe('of a value of a wrong type that is cut off', () => {
  it.each([
    '"SECRET and SECRET"',
    '["x", "SECRET, or SECRET"]',
    '{"a": "b SECRET c"}',
    '"a\\" SECRET\\" SECRET"',
  ])('nothing is left: %s', (value) => {
    for (let length = 0; length <= value.length; length += 1) {
      const said = withoutContents(`↳ Expected object, got ${value.slice(0, length)}`)
      expect(said).toBe('↳ Expected object')
    }
  })
})

describe('a call that a configuration is in the way of', () => {
  it('is answered without what stands in it', () => {
    const message = complaint(BROKEN).slice(complaint(BROKEN).indexOf('\n'))
    const broken = { name: 'ConfigJsonError', data: { path: '/p/opencode.json', message } }
    const answer = refusalWithoutContents(JSON.stringify(broken))
    expect(answer).not.toContain('SECRET')
    expect(answer).toContain('PropertyNameExpected at line 2, column 21')
    expect(answer).toContain('/p/opencode.json')
    const issues = [{ path: ['model'], message: 'Expected string, got ["sk-SECRET"]' }]
    const invalid = { name: 'ConfigInvalidError', data: { path: '/p', issues } }
    expect(JSON.parse(refusalWithoutContents(JSON.stringify(invalid, null, 1)))).toEqual({
      name: 'ConfigInvalidError',
      data: { path: '/p', issues: [{ path: ['model'], message: 'Expected string' }] },
    })
  })

  it('stays as it is where it says something else', () => {
    for (const body of ['{"name":"NotFoundError","data":{"message":"a, got b"}}', '{}', '']) {
      expect(refusalWithoutContents(body)).toBe(body)
    }
  })
})
