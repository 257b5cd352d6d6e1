import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { revealText } from './reveal-text'
import { looksOtherwise, mannerOf } from './shell-reading'
import { describeDeceptions } from './spell-out'

/** The marks of a command, as it is shown in an ask. */
const marked = (command: string) =>
  revealText(command, mannerOf(command)).flatMap((it) => (it.kind === 'mark' ? [it.source] : []))

/** The sentence above it. */
const warning = (command: string) =>
  describeDeceptions([{ text: command, manner: mannerOf(command) }])

const HIDDEN = 'echo \u201ca; touch pwned #\u201d'

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
    ['apostrophes that hide something', 'echo l\u2019a; touch x #d\u2019e'],
    ['apostrophes on two lines that hide something', 'echo l\u2019a\ntouch x #d\u2019e'],
    ['gershayim that hide something', 'echo \u05d0\u05f4\u05d1; touch x #\u05d2\u05f4\u05d3'],
    ['guillemets', 'echo \u00aba; touch x #\u00bb'],
    ['a bar that is doubled', 'cat a \u2016 wc'],
    // Where a shell's grammar is hard to follow.
    ['# after a substitution', 'git log --since=$(date -I)# \u201ctidy up; touch pwned #\u201d'],
    ['# after backticks', 'echo `date`# \u201ca; touch pwned #\u201d'],
    ['after a shift', `echo $((1<<4))\n${HIDDEN}`],
    ['after a shift by itself', `((x=1<<2))\n${HIDDEN}`],
    ['after an old shift', `echo $[1<<2]\n${HIDDEN}`],
    ['after a shift of a place', `echo ${'$'}{x:1<<2}\n${HIDDEN}`],
    ['after a shift of an index', `a[1<<2]=5\n${HIDDEN}`],
    ['after an escaped dollar', "echo \\$'a\\' \u201cb; touch pwned #\u201d '"],
    ['after the number of the shell', "echo $$'a\\' \u201cb; touch pwned #\u201d '"],
    ['after quotes within a parameter', `echo "${'$'}{x:-"'"}"; ${HIDDEN} '`],
    ['in a case', `echo "$(case a in a) ${HIDDEN}\n;; esac)"`],
    ['after a text whose end is quoted in part', `cat <<E'O'F\nhi\nEOF\n${HIDDEN}`],
    ['after a text whose end has an escape', `cat <<E\\OF\nhi\nEOF\n${HIDDEN}`],
    ['after a text that ends early', `echo "$(cat <<'EOF'\na\nEOF\n${HIDDEN}\nEOF\n)"`],
    ['where fish goes on', "echo 'a\\' b 'x \u201c; touch pwned #\u201d'"],
    // Ways to hand a text to a shell.
    ['sh -ce', `sh -ce '${HIDDEN}'`],
    ['sh on another line', `sh \\\n -c '${HIDDEN}'`],
    ['a shell by its variable', `$SHELL -c '${HIDDEN}'`],
    ['a shell in quotes', `"sh" -c '${HIDDEN}'`],
    ['a shell in parts', `b"a"sh -c '${HIDDEN}'`],
    ['a shell by a pattern', `/bin/s? -c '${HIDDEN}'`],
    ['a shell that waits for its pipe', `echo '${HIDDEN}' |\nsh`],
    ['a shell at the end of both outputs', `echo '${HIDDEN}' |& sh`],
    ['a shell that reads what a program put out', `bash <(echo '${HIDDEN}')`],
    ['a trap', `trap '${HIDDEN}' EXIT; ls`],
    ['source', `source /dev/stdin <<< '${HIDDEN}'`],
    ['a dot', `. /dev/stdin <<'EOF'\n${HIDDEN}\nEOF`],
    ['eval on another line', `eval\\\n '${HIDDEN}'`],
    ['a prompt', `PS4='$(${HIDDEN})'; set -x; true`],
    ['another user', `su root -c '${HIDDEN}'`],
    ['find', `find . -exec sh -c '${HIDDEN}' \\;`],
    ['xargs', `echo '${HIDDEN}' | xargs -0 -I{} sh -c {}`],
    ['an editor of git', `git -c core.pager='${HIDDEN}' log`],
    ['another name', `alias echo=eval\necho '${HIDDEN}'`],
    ['a file', `echo '${HIDDEN}' > a.sh; sh a.sh`],
    ['a file by tee', `echo '${HIDDEN}' | tee a.sh; sh a.sh`],
    ['a file by a text', `cat > a.sh <<'EOF'\n${HIDDEN}\nEOF\nsh a.sh`],
    ['what stands after a file', `>echo sh -c '${HIDDEN}'`],
    ['what stands after a file with a number', `echo a 2>&1#; eval '${HIDDEN}'`],
    ['what is no comment', 'echo a\u00a0# \u201c; touch pwned'],
    ['a place in a list', `printf '-v' 'a[$(${HIDDEN})]' x`],
    ['a place in a list that is asked for', `test -v 'a[$(${HIDDEN})]'`],
    ['another interpreter', 'node -e "console.log(\'\u201cok\u201d\')"'],
  ])('is warned of: %s', (_, command) => {
    expect(looksOtherwise(command)).toBe(true)
    expect(marked(command)).not.toEqual([])
    expect(warning(command)).not.toBe('')
  })

  it.each([
    ...'\u02f5\u02f6\u05f2\u1cd3\u201e\u2034\u2037\u2057\u{1f676}\u{1f677}\u{1f678}',
    ...'\u07f4\u07f5\u201a',
    ...'\u030b\u030e\u030d\u0315'.split('').map((accent) => ` ${accent}`),
  ])('is warned of by whatever looks like a quote: %j', (quote) => {
    expect(warning(`echo ${quote}a; touch x #${quote}`)).not.toBe('')
  })

  it.each([
    'ls \u29e3 ; touch x',
    'ls \u2a68 ; touch x',
    'ls \u204f touch x',
    'sleep 9 \u{1f674} touch x',
    'cat a \u275a wc',
    'cat a \u23d0 wc',
    'cat a \u05c0 wc',
  ])('is warned of by whatever looks like another sign: %s', (command) => {
    expect(warning(command)).not.toBe('')
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
    'ls # “列出”；文件 — all of them',
    'mkdir -p 文档/报告 && mv 报告（最终）.txt 文档/报告/',
    'mv "Screenshot 2024–05.png" docs/',
    'cat документы/отчёт.txt | grep "о нас"',
    'git add документы/о_нас.md src/index.ts',
    'echo "5′ 10″ at 20°"',
    'echo "F♯ minor"',
    'echo 完成。',
    'echo 你好，世界！',
    'tree | head # ├── src │ └── a.ts',
    'printf "\u05e6\u05d4\u05f4\u05dc"',
    "git commit -m 'Don’t crash' && git tag -m 'It’s time' v1",
    "echo 'l’un' && echo 'l’autre'",
    "grep -rn 'don’t' src > a; grep -rn 'can’t' src > b",
    'git commit -m "Fix ssh key handling – don’t prompt"',
    'git commit -m "docs: explain ssh – quickly"',
    'git -c core.editor=true commit -m "fix: bash – don’t"',
    'git commit -m "fix（auth）：修复登录"',
    'git commit -m "升级到 React（v18）" && npm test',
    'npx prettier --write "src/**/*.ts" && git commit -m "chore: “prettier” – don’t fail"',
    'git add -A && git commit -m "feat: “x”" 2>&1 | tail -5',
    'git log --oneline 2>/dev/null | head -5 > a.txt; git commit -m "“x”"',
    'git commit \\\n  -m "feat: “x”" \\\n  -m "don’t"',
    "gh pr create --title 'Don’t block' --body \"$(cat <<'EOF'\n# Summary\n- Don’t block – “really”\n- it’s done\nEOF\n)\"",
    "rg '[“”‘’]' -g '*.md' | head",
    "tr '“”' '\"\"' < a > b",
    'cat צה״ל.txt',
    'cat "צה״ל.txt"',
    'cat l’été.txt',
    "cat 'об’єкт.txt' | grep x; cat 'пам’ять.md'",
    'echo "cafe\u0301 ж\u0301 ก็ किताब ◌\u0301 1\ufe0f\u20e3 ❤️"',
  ])('is not warned of: %s', (command) => {
    expect(looksOtherwise(command)).toBe(false)
    expect(warning(command)).toBe('')
  })

  it.each([
    ['git commit -m "修复“登录”"', '“”'],
    ["git commit -m 'He said ‘a; b’'", '‘’'],
    ['git commit -m "升级到 React（v18）"', '（）'],
    ['git commit -m "修复；登录｜＃1"', '；｜＃'],
    ['git commit -m "a – b–c" # “ok”', '–“”'],
    ['echo "F♯, 5″, «mot»"', '♯″«»'],
    ['git commit -m "Don’t — l’été, צה״ל"', '—'],
    ['mv 报告（最终）.txt 文档/', ''],
  ])('has quiet marks where it is sure how it is read: %s', (command, signs) => {
    const marks = revealText(command, mannerOf(command)).filter((it) => it.kind === 'mark')
    expect(marks.map(({ source }) => source).join('')).toBe(signs)
    expect(marks.every(({ isQuiet }) => isQuiet)).toBe(true)
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

  it.skipIf(process.platform === 'win32')('is warned of whenever it did something', () => {
    const signs = '" \' ` # \\ ; $( ) | |& & > 2>&1 <<E ((1<<2)) “ ” ’ ‘ case sh ='.split(' ')
    const pieces = fc.oneof(
      fc.constantFrom(...signs, ' ', '\n', '\nE\n', ' #', 'case a in a)', '\u00a0', HIDDEN),
      fc.constantFrom("echo 'a' ", 'echo "a" ', "echo '“' ", ' "”"', '; ', '\n', ' | ', ' # a\n'),
      fc.constantFrom("eval '", "sh -c '", "trap '", "git log '", ` '${HIDDEN}'`, ` "${HIDDEN}"`),
    )
    const before = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''))
    const ends = fc.constantFrom('', "'", '"', ' #', "' EXIT", "' | sh", '" |\nsh', "' > a; sh a")
    const shell = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh'
    const folder = mkdtempSync(join(tmpdir(), 'shell-reading-'))
    const made = join(folder, 'pwned')
    try {
      fc.assert(
        fc.property(before, fc.constantFrom('', "echo '", 'echo "'), ends, (first, start, end) => {
          const command = `${first}${start}${HIDDEN}${end}`
          if (looksOtherwise(command)) return
          rmSync(made, { force: true })
          spawnSync(shell, ['-c', command], { cwd: folder, input: '', timeout: 60_000 })
          expect(existsSync(made), command).toBe(false)
        }),
        { numRuns: 2_000 },
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
