import type { Turn } from './conversation'
import { answer, call, paced, type Reply, type Step, sequence } from './steps'
import { asCode, firstLine, MARKDOWN, paragraphs, quote, shorten, tokens } from './words'

/** A turn, and how often it was refused before. */
export type DirectedTurn = Turn & { refusals: number }

/** Something that a person can say to make the demo model do one certain thing. */
export type Directive = {
  /** How it is said. */
  usage: string
  /** What comes of it. */
  does: string
  /** Matches the whole of what was said; the groups are the arguments of `reply`. */
  pattern: RegExp
  reply: (turn: DirectedTurn, first: string, second: string, third: string) => Reply
}

/** In ms: long enough to be seen, short enough to be waited for. */
const RETRY_AFTER = 1_000

/** All that the demo model obeys. The whole message is the directive; case does not matter. */
export const DIRECTIVES: readonly Directive[] = [
  {
    usage: 'count to N',
    does: 'streams 1 to N, one number a line, 40 ms apart: time to press Stop',
    pattern: /^count to (\d{1,6})$/i,
    reply: (_turn, n) => answer(count(Number(n))),
  },
  {
    usage: 'say TEXT',
    does: 'streams exactly TEXT, a word at a time, 15 ms apart',
    pattern: /^say\s+([\s\S]+)$/i,
    reply: (_turn, words) => answer(paced(words, { ms: 15 })),
  },
  {
    usage: 'long N',
    does: 'streams N numbered paragraphs as fast as they are taken',
    pattern: /^long (\d{1,6})$/i,
    reply: (_turn, n) => answer(paragraphs(Number(n))),
  },
  {
    usage: 'stream N per second for S seconds',
    does: 'streams Markdown, N tokens a second for S seconds: what a quick model does to a window',
    pattern: /^stream (\d{1,4}) per second for (\d{1,3}) seconds?$/i,
    reply: (_turn, perSecond, seconds) => answer(stream(Number(perSecond), Number(seconds))),
  },
  {
    usage: 'markdown',
    does: 'streams headings, lists, code, a quote and a table',
    pattern: /^markdown$/i,
    reply: () => answer(paced(MARKDOWN)),
  },
  {
    usage: 'think',
    does: 'streams reasoning, then text; words after it are what it thinks about',
    pattern: /^think(?:\s+([\s\S]+))?$/i,
    reply: (_turn, about) => answer(think(about)),
  },
  {
    usage: 'run COMMAND',
    does: 'bash tool; then quotes the first line of its output',
    pattern: /^run\s+([\s\S]+)$/i,
    reply: (turn, command) =>
      stages(turn, [
        () => use(turn, 'bash', { command }),
        (output) =>
          paced(
            firstLine(output)
              ? `Done. The first line of its output: ${asCode(firstLine(output))}`
              : 'Done. It printed nothing.',
          ),
      ]),
  },
  {
    usage: 'write FILE: CONTENT',
    does: 'write tool, with exactly CONTENT; then quotes what the tool said',
    pattern: /^write\s+(\S.*?):\s+([\s\S]+)$/i,
    reply: (turn, filePath, content) =>
      stages(turn, [
        () => use(turn, 'write', { filePath, content }),
        (result) => paced(`About ${asCode(filePath)} the tool says: ${firstLine(result)}`),
      ]),
  },
  {
    usage: 'edit FILE: OLD => NEW',
    does: 'read tool, then edit tool; then quotes what the latter said',
    pattern: /^edit +(\S[^\n:]*): ([\s\S]*?)=>([\s\S]*)$/i,
    reply: (turn, filePath, oldWords, newWords) =>
      stages(turn, [
        () => use(turn, 'read', { filePath }),
        () =>
          use(turn, 'edit', {
            filePath,
            oldString: oldWords.trim(),
            newString: newWords.trimStart(),
          }),
        (result) => paced(`About ${asCode(filePath)} the tool says: ${firstLine(result)}`),
      ]),
  },
  {
    usage: 'ask QUESTION',
    does: 'question tool with three choices (Yes, No, Decide later), each line a question; then says the answers',
    pattern: /^ask\s+([\s\S]+)$/i,
    reply: (turn, questions) =>
      stages(turn, [
        () => use(turn, 'question', { questions: linesOf(questions).map(choices) }),
        (result) => paced(`You answered: ${answered(result)}.`),
      ]),
  },
  {
    usage: 'choose A, B, C',
    does: 'question tool with these choices, any number of which may be chosen; then says which',
    pattern: /^choose\s+([\s\S]+)$/i,
    reply: (turn, list) =>
      stages(turn, [
        () => use(turn, 'question', { questions: [manyOf(itemsOf(list))] }),
        (result) => paced(`You chose: ${answered(result)}.`),
      ]),
  },
  {
    usage: 'todo A, B, C',
    does: 'todowrite tool, the first in progress and the rest pending',
    pattern: /^todo\s+([\s\S]+)$/i,
    reply: (turn, list) => {
      const todos = itemsOf(list).map((content, index) => ({
        content,
        status: index === 0 ? 'in_progress' : 'pending',
        priority: 'medium',
      }))
      return stages(turn, [
        () => use(turn, 'todowrite', { todos }),
        () => paced(`The list has ${todos.length} to do, and the first is under way.`),
      ])
    },
  },
  {
    usage: 'delegate PROMPT',
    does: 'task tool: a sub-agent gets PROMPT, by the same rules; then quotes its answer',
    pattern: /^delegate\s+([\s\S]+)$/i,
    reply: (turn, prompt) =>
      stages(turn, [
        () =>
          use(turn, 'task', {
            description: shorten(prompt, 30),
            prompt,
            subagent_type: subagentIn(turn.tools.get('task') ?? ''),
          }),
        (result) => paced(`The sub-agent is done. It said:\n\n${quote(taskResult(result), 5)}`),
      ]),
  },
  {
    usage: 'use TOOL JSON',
    does: 'any tool of the engine with exactly this input; each line is a call, one after the other',
    pattern: /^(use\s+[\w-]+\s*\{[\s\S]*\})$/i,
    reply: (turn, lines) =>
      stages(turn, [
        ...toolUses(lines).map(
          ([name, input]) =>
            () =>
              use(turn, name, input),
        ),
        (result: string) => paced(`The last tool says: ${firstLine(result)}`),
      ]),
  },
  {
    usage: 'fail',
    does: 'HTTP 400: the engine gives up at once and reports the error',
    pattern: /^fail$/i,
    reply: () => ({
      type: 'refusal',
      status: 400,
      code: 'demo_failure',
      message: 'The demo model refused this request, because you asked it to fail.',
    }),
  },
  {
    usage: 'retry N',
    does: 'HTTP 429 to the first N tries, 1 s apart, then an answer',
    pattern: /^retry (\d{1,2})$/i,
    reply: (turn, n) =>
      turn.refusals < Number(n)
        ? {
            type: 'refusal',
            status: 429,
            code: 'demo_busy',
            message: `The demo model plays busy: refusal ${turn.refusals + 1} of ${Number(n)}.`,
            retryAfterMs: RETRY_AFTER,
          }
        : answer(paced(`It worked, after ${Number(n)} refused.`)),
  },
]

/** The reply of the directive that the person's words are, if they are one. */
export function followDirective(turn: DirectedTurn): Reply | undefined {
  for (const { pattern, reply } of DIRECTIVES) {
    const match = pattern.exec(turn.said)
    if (match) return reply(turn, match[1] ?? '', match[2] ?? '', match[3] ?? '')
  }
  return undefined
}

/** Picks the stage that a run has come to: each but the last ends in a tool call. */
function stages(turn: Turn, list: ((lastResult: string) => Iterable<Step>)[]): Reply {
  const stage = list[Math.min(turn.results.length, list.length - 1)]
  return answer(stage?.(turn.results.at(-1) ?? '') ?? [])
}

/** Reads `use TOOL JSON` lines; what is no JSON object is taken for an empty one. */
function toolUses(lines: string): [string, Record<string, unknown>][] {
  return linesOf(lines).map((line) => {
    const [, name = '', json = ''] = /^(?:use\s+)?([\w-]+)\s*([\s\S]*)$/i.exec(line) ?? []
    return [name, objectIn(json)]
  })
}

function objectIn(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** A call of a tool, or a word of regret: a sub-agent, say, is offered fewer. */
function use(turn: Turn, name: string, input: Record<string, unknown>): Iterable<Step> {
  return turn.tools.has(name)
    ? call(name, input)
    : paced(`The engine does not offer me its ${asCode(name)} tool here.`)
}

function* count(n: number): Iterable<Step> {
  for (let i = 1; i <= n; i += 1) {
    yield { type: 'text', text: i === 1 ? '1' : `\n${i}` }
    yield { type: 'pause', ms: 40 }
  }
}

// In ms: timers run late, and each wait is late once.
const BEAT = 20

function* stream(perSecond: number, seconds: number): Iterable<Step> {
  const endless = tokens()
  const total = perSecond * seconds
  const startedAt = performance.now()
  for (let sent = 0; sent < total; ) {
    // By the clock: what one wait was late is made up for after the next.
    const due = Math.min(total, ((performance.now() - startedAt + BEAT) * perSecond) / 1000)
    for (; sent < due; sent += 1) yield { type: 'text', text: endless.next().value }
    yield { type: 'pause', ms: BEAT }
  }
}

function think(about: string): Iterable<Step> {
  const subject = about ? `“${shorten(about, 60)}”` : 'nothing in particular'
  return sequence(
    paced(
      `I was asked to think about ${subject}. I am a script, so this is for show: first I turn it over, then I turn it back, and it is still the same.`,
      { as: 'reasoning' },
    ),
    paced(`I thought about ${subject}, and my conclusion is: 42.`),
  )
}

function choices(question: string) {
  return {
    question,
    header: 'Demo question',
    options: [
      { label: 'Yes', description: 'Go ahead' },
      { label: 'No', description: 'Leave it as it is' },
      { label: 'Decide later', description: 'Neither for now' },
    ],
  }
}

function manyOf(labels: string[]) {
  return {
    question: 'Which of these?',
    header: 'Demo choice',
    multiple: true,
    options: labels.map((label) => ({ label, description: '' })),
  }
}

const itemsOf = (list: string) => trimmed(list.split(','))
const linesOf = (text: string) => trimmed(text.split('\n'))
const trimmed = (items: string[]) => items.map((item) => item.trim()).filter(Boolean)

function answered(result: string): string {
  const start = result.indexOf('"="')
  const end = result.lastIndexOf('". You can now')
  const pairs = start >= 0 && end > start ? result.slice(start + 3, end) : undefined
  return pairs?.replaceAll(/", "[^"]*"="/g, '; ') ?? firstLine(result)
}

function subagentIn(description: string): string {
  const names = [...description.matchAll(/^- ([\w-]+):/gm)].map(([, name]) => name)
  return names.includes('general') ? 'general' : (names[0] ?? 'general')
}

function taskResult(result: string): string {
  const [, after] = result.split('<task_result>', 2)
  return after?.split('</task_result>', 1)[0]?.trim() ?? result
}
