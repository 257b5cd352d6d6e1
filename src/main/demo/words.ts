import type { Turn } from './conversation'
import { call, paced, type Step, sequence } from './steps'

/** What the demo offers, by example. */
export const TRY = `Only certain words move me, and each drives the real engine. Try:

- \`run git --version\` runs a shell command
- \`write hello.txt: Hello there\` makes a file, and \`edit hello.txt: there => world\` changes it
- \`ask Shall we go on?\` puts a question to you, and \`choose tea, toast, jam\` a choice
- \`todo sketch, build, polish\` makes a to-do list
- \`delegate count to 5\` sends a sub-agent
- \`think\`, \`markdown\` and \`long 20\` are other kinds of answer
- \`count to 100\` takes its time, so that you can press Stop
- \`retry 2\` and \`fail\` show how trouble looks

With a provider of your own connected, a real model takes my place.`

const INTRO =
  'Hello, and welcome to Wheelhouse. I am the demo model: a script that runs inside the app, so you need no account, no key and no network to talk to me. My words are rehearsed, but everything around them is real: the OpenCode engine, its sessions, its tools and your files.'

/** The summary of a conversation that the engine compacts. */
export const SUMMARY = `## Goal
- Try Wheelhouse with its scripted demo model.

## Progress
- The person and the demo model exchanged a few messages and ran some of the engine's tools.

## Next Steps
- None. The demo model waits for something new.`

/** The answer when the engine asks to go on after it compacted a conversation by itself. */
export const CONTINUED = 'The conversation was compacted, and nothing is left to do. What is next?'

/** One of each: what a renderer of Markdown has to cope with. */
export const MARKDOWN = `# A page of Markdown

Text can be **bold**, *italic*, ~~struck out~~ or \`code\`, and it can [link to OpenCode](https://opencode.ai).

## Lists

1. First
2. Second
   - a point of its own
   - and one more

- [x] done
- [ ] still to do

## Code

\`\`\`ts
export function greet(name: string): string {
  return \`Hello, \${name}!\`
}
\`\`\`

## A table

| Tool   | Does               | Asks first |
| ------ | ------------------ | :--------: |
| \`bash\` | runs a command     |     no     |
| \`edit\` | changes a file     |     no     |
| \`read\` | reads a file       |     no     |

> A quote, to end with.`

const SENTENCES = [
  'It is here to fill the page, and to show how the app copes with much text.',
  'Each sentence is a chunk of its own, and no chunk waits for the one before it to be drawn.',
  'Scroll up while it grows, and the view should stay where you put it.',
]

/**
 * A page of Markdown over and over, in pieces as a model writes them; it never ends. Each is numbered, and what is
 * in its code is too, so that it can be told whether all has come.
 */
export function* tokens(): Generator<string, never> {
  for (let page = 1; ; page += 1) {
    yield `${page === 1 ? '' : '\n\n'}Page ${page} begins.\n\n`
    yield* MARKDOWN.match(/\s{0,8}\S{1,5}/g) ?? []
  }
}

/** Numbered paragraphs, made only as they are taken. */
export function* paragraphs(n: number): Iterable<Step> {
  for (let i = 1; i <= n; i += 1) {
    yield { type: 'text', text: `${i === 1 ? '' : '\n\n'}This is paragraph ${i} of ${n}.` }
    for (const sentence of SENTENCES) yield { type: 'text', text: ` ${sentence}` }
  }
}

/** A title of up to five words, from what the person said first. */
export function titleFor(said: string): string {
  const words = shorten(said.split(/\s+/).filter(Boolean).slice(0, 5).join(' '), 50)
  let end = words.length
  while (end > 0 && /[\s.,:;!?]/.test(words.charAt(end - 1))) end -= 1
  const bare = words.slice(0, end)
  return bare ? bare.charAt(0).toUpperCase() + bare.slice(1) : 'Demo session'
}

/** The default answer: says what the demo is, looks at the project, and tells what it found. */
export function greeting(turn: Turn): Iterable<Step> {
  const [listing] = turn.results
  if (listing !== undefined) return paced(`${found(listing)}\n\n${TRY}`)
  const intro = turn.first
    ? INTRO
    : `I am a script, so I have no answer of my own to “${shorten(turn.said, 60)}”. The engine is real, though.`
  if (!turn.tools.has('read')) return paced(`${intro}\n\n${TRY}`)
  // Not glob: the engine fetches ripgrep from the network where it is not installed.
  return sequence(
    paced(`${intro}\n\nLet me take a look around this project.`),
    // Few enough that the engine does not cut its own output short.
    call('read', { filePath: '.', limit: 50 }),
  )
}

/** Says what the engine's `read` found in a directory. */
function found(listing: string): string {
  const start = listing.indexOf('<entries>\n')
  const block = start < 0 ? undefined : listing.slice(start + 10, listing.lastIndexOf('</entries>'))
  if (block === undefined) return `I could not look around: ${firstLine(listing)}`
  const lines = block.split('\n').filter((line) => line.trim() !== '')
  const note = /(?:^\(| of )(\d{1,15}) entries\b/.exec(lines.at(-1) ?? '')
  const names = note ? lines.slice(0, -1) : lines
  const total = Number(note?.[1] ?? names.length)
  if (names.length === 0) return 'This folder is empty: room for something new.'
  const shown = names.slice(0, 4).map(asCode)
  const list = shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown[0]
  const entries = total === 1 ? 'is 1 entry' : `are ${total} entries`
  return `There ${entries} in this folder${total > shown.length ? ', among them' : ':'} ${list}.`
}

/** The first line that has something in it, or nothing. */
export function firstLine(value: string): string {
  return (
    value
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  )
}

/** On one line and at most `length` characters long. */
export function shorten(value: string, length: number): string {
  const line = value.replace(/\s+/g, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`
}

/** Inline code, whatever is in it. */
export function asCode(value: string): string {
  return value.includes('`') ? `\`\` ${value} \`\`` : `\`${value}\``
}

/** A Markdown quote of the first lines. */
export function quote(value: string, lines: number): string {
  return value
    .split('\n')
    .slice(0, lines)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
}
