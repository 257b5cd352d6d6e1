import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { revealText } from './reveal-text'
import { looksOtherwise, mannerOf } from './shell-reading'

/** What is marked in a command, as it is shown in an ask. */
const marked = (command: string) =>
  revealText(command, mannerOf(command)).flatMap((it) => (it.kind === 'mark' ? [it.source] : []))

describe('a command that looks like another one', () => {
  it.each([
    ['quotes that are none', 'echo \u02bahello; touch pwned #\u02ba'],
    ...[...'\u02dd\u02ee\u2033\u2036\u201c\u201d\u201f\u05f4\u3003\u275d\u301d\u301e\uff02'].map(
      (quote) => [
        `what looks like a straight quote: ${quote}`,
        `echo ${quote}a; touch x #${quote}`,
      ],
    ),
    ...[...'\u00b4\u2018\u2019\u201b\u02bc\u275b\u275c\u2032\uff07'].map((quote) => [
      `what looks like a single quote: ${quote}`,
      `echo ${quote}a; touch x #${quote}`,
    ]),
    ['curly quotes around a message', 'git commit -m \u201cTidy up; touch pwned # and done\u201d'],
    ['between letters of East Asia', 'echo 你好\uff02; touch pwned #\uff02好'],
    ['a comment that is none', 'ls \u266f ; touch x'],
    ['a comment that is none', 'ls \u2317 ; touch x'],
    ['a comment that is none', 'ls \u22d5 ; touch x'],
    ['a comment that is none, beside Han', 'ls 你\uff03 ; touch x'],
    ['a pipe that is none', 'cat a \u2502 wc'],
    ['a pipe that is none', 'cat a \u2758 wc'],
    ['an end of a command that is none', 'rm 旧\uff1b新 *'],
    ['an ampersand that is none', 'rm 旧\uff06新'],
    ['dots that are none', 'cat \u2024\u2024/secret'],
    ['dots that are none', 'cat \u2025/secret'],
    ['brackets that are none', 'cat a \u203a b \u2039 c'],
    ['an option that is none', 'rm \u2013rf x'],
    ['an option that is none', 'rm \u2014rf x'],
    ['an option that is none', 'rm \u2015rf x'],
    ['an option that is none', 'rm \u30fcrf x'],
    ['an option that is none', 'rm \uff70rf x'],
    ['an end of options that is none', 'git checkout \u2014 .'],
    ['a quote that seems to end a string', 'echo "a\u201d ; # "; touch pwned'],
    ['a quote that seems to end a string', "echo 'a\u2019 ; # '; touch pwned #"],
    ['an apostrophe that seems to end a string', "echo 'don\u2019t ; # '; touch pwned"],
    ['what is put into a string', 'echo "$(echo \u201ca; touch x #\u201d)"'],
    ['what is put into a text', 'cat <<EOF\n$(echo \u201ca; touch x #\u201d)\nEOF'],
    ['after a text', "cat <<'EOF'\n“fine”\nEOF\necho \u201ca; touch x #\u201d"],
    ['after texts', 'cat <<A <<-B\n“fine”\nA\n\t“fine”\n\tB\necho \u201ca; touch x #\u201d'],
    ['in what another shell runs', "bash -c 'echo \u201ca; touch x #\u201d'"],
    ['in what another shell runs', "sudo sh -ec 'echo \u201ca; touch x #\u201d'"],
    ['in what another shell reads', "sh -s <<'EOF'\necho \u201ca; touch x #\u201d\nEOF"],
    ['in what another shell reads', "echo 'echo \u201ca; touch x #\u201d' | sudo bash"],
    ['on another machine', "ssh host 'echo \u201ca; touch x #\u201d'"],
    ['in what is run as a command', "eval 'echo \u201ca; touch x #\u201d'"],
    ['in backticks', 'echo "`echo \u201ca; touch x #\u201d`"'],
    ['after a quote with escapes', "echo $'it\\'s' \u201ca; touch x #\u201d"],
  ])('is shown so: %s', (_, command) => {
    expect(looksOtherwise(command)).toBe(true)
    expect(marked(command)).not.toEqual([])
  })

  it.each([
    'git commit -m "修复：登录"',
    'git commit -m "修复：登录；支持 OAuth（新）、“记住我”"',
    "git commit -m '修复：登录；support OAuth'",
    'git commit -m "ログイン修正：「保存」ボタン・メニュー〜完了" -m "詳細…"',
    'git commit -m "로그인 수정: “저장” 버튼"',
    'git commit -m "Исправлен вход: «сохранить», API-а и URL-у — готово"',
    'git commit -m "В README добавлено описание, а не код"',
    'git commit -m "Обновлён React до 18"  # о нас',
    'git commit -m "Διόρθωση: «αποθήκευση» – έτοιμο"',
    'git commit -m "Don’t crash on “empty” input – again"',
    "git commit -m 'Corrige l’affichage' && git push",
    "git commit -m 'Don’t crash'; npm test",
    'git commit -m "He said “hi; bye”; done" && git push',
    'git commit -m "修复“login()”报错" && git push',
    'git commit -m "$(cat <<\'EOF\'\n修复：登录；“记住我”（新）\n\n— тест, “ok”, don’t\nEOF\n)"',
    'bash build.sh && git commit -m "修复“bash”脚本：登录" && git push',
    "cat > a.sh <<'EOF' && ./a.sh | tee log\n#!/bin/sh\n# 说明；“备注”\nEOF",
    'ls # “列出”；文件 — all of them',
    'mkdir -p 文档/报告 && mv 报告（最终）.txt 文档/报告/',
    'mv "Screenshot 2024–05.png" docs/',
    'cat документы/отчёт.txt | grep "о нас"',
    'git add документы/о_нас.md src/index.ts',
    'echo "5′ 10″ at 20°"',
    'echo "F♯ minor"',
    'echo 完成。',
    'echo 你好，世界！',
    'node -e "console.log(\'“ok”\')"',
    'tree | head # ├── src │ └── a.ts',
    'printf "\u05e6\u05d4\u05f4\u05dc"',
  ])('is none: %s', (command) => {
    expect(looksOtherwise(command)).toBe(false)
    expect(marked(command).filter((it) => it !== '\u2032')).toEqual([])
  })

  it('is none where nothing looks like a sign of a shell, whatever it is', () => {
    const piece = fc.constantFrom(...'"\'`$()<>;|&#\\ \n-aEOF'.split(''), '<<E\n', '\nE\n', '$(')
    fc.assert(
      fc.property(fc.string({ unit: piece }), (command) => {
        expect(looksOtherwise(command)).toBe(false)
      }),
    )
  })

  it('is found wherever it runs, whatever is quoted before it', () => {
    const quoted = fc
      .array(fc.constantFrom('“', '”', '’', '；', '｜', 'a', ' ', '$x'), { maxLength: 8 })
      .map((parts) => parts.join(''))
    const before = fc.oneof(
      quoted.map((it) => `echo '${it}'`),
      quoted.map((it) => `echo "${it}"`),
      quoted.map((it) => `: # ${it}\ntrue`),
      quoted.map((it) => `cat <<'E'\n${it}\nE\ntrue`),
      quoted.map((it) => `echo "$(cat <<'E'\n${it}\nE\n)"`),
    )
    fc.assert(
      fc.property(fc.array(before, { minLength: 1, maxLength: 3 }), (commands) => {
        expect(looksOtherwise(`${commands.join('; ')}; echo ʺa; touch x #ʺ`)).toBe(true)
      }),
    )
  })
})
