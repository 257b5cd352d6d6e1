import type { Message, MessageWithParts, Part, Session } from '../../shared/engine-types'
import { withoutDots } from './clip'
import { canOpen, closesFence, readFence } from './code-fence'
import { jsonText } from './json-text'
import { isMessageWithParts, isPart } from './read-event'
import { describeRunError } from './run-error'
import { sessionTitle } from './title-of'

type ToolPart = Extract<Part, { type: 'tool' }>

/**
 * Writes a session down as Markdown: all that was said, thought, done and answered.
 * @param messages oldest first
 * @returns a document that ends with a newline
 */
export function exportMarkdown(session: Session, messages: readonly MessageWithParts[]): string {
  const blocks = [
    `# ${oneLine(sessionTitle(session.title))}`,
    [
      `- Directory: ${inlineCode(session.directory)}`,
      `- Created: ${stamp(session.time.created)}`,
      `- Updated: ${stamp(session.time.updated)}`,
    ].join('\n'),
    ...messages.filter(isMessageWithParts).flatMap(({ info, parts }) => message(info, parts)),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** A name for the exported file that any system takes. */
export function fileNameOf({ title }: Session): string {
  const name = sessionTitle(title)
    // Reserved on one system or another, and what has no shape.
    .replace(/[\p{C}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+/, '')
  // By characters, not by halves of one; a name may have 255 bytes.
  const short = withoutDots([...name].slice(0, 60).join(''))
  const isDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(short)
  return `${short === '' || isDevice ? 'Session' : short}.md`
}

function message(info: Message, parts: readonly unknown[]): string[] {
  const isUser = info.role === 'user'
  const model = isUser ? '' : ` (${info.providerID}/${info.modelID})`
  const body = parts.filter(isPart).map((it) => part(it, isUser))
  const error = info.role === 'assistant' && info.error ? describeRunError(info.error) : ''
  return [
    `## ${isUser ? 'You' : `Agent${model}`}`,
    `_${stamp(info.time.created)}_`,
    ...body,
    error && `**Error:** ${oneLine(error)}`,
  ]
}

function part(it: Part, isUser: boolean): string {
  switch (it.type) {
    case 'text':
      if (it.text.trim() === '') return ''
      return it.synthetic && isUser
        ? folded('Added by the engine', fence(it.text))
        : closed(it.text)
    case 'reasoning':
      return it.text.trim() === '' ? '' : folded('Thought', fence(it.text))
    case 'tool':
      return tool(it)
    case 'file':
      return `- File: ${inlineCode(it.filename ?? nameOf(it.url))} (${it.mime})`
    case 'agent':
      return `- Agent: ${inlineCode(it.name)}`
    case 'subtask':
      return [`**Sub-agent ${it.agent}:** ${oneLine(it.description)}`, fence(it.prompt)].join(
        '\n\n',
      )
    case 'compaction':
      return '_The messages above were summarised to make room._'
    default:
      // Steps, snapshots and patches: the engine's own bookkeeping.
      return ''
  }
}

function tool({ tool: name, state }: ToolPart): string {
  const title = 'title' in state && state.title ? `: ${oneLine(state.title)}` : ''
  const said = [
    `### Tool ${inlineCode(name)}${title}`,
    'Input:',
    fence(jsonText(state.input), 'json'),
  ]
  switch (state.status) {
    case 'completed':
      return [...said, 'Output:', fence(state.output)].join('\n\n')
    case 'error':
      return [...said, '**Failed:**', fence(state.error)].join('\n\n')
    default:
      return [...said, '_It was not finished._'].join('\n\n')
  }
}

// What an address would show of a file that travels inside of it is its content.
const nameOf = (url: string): string => (url.startsWith('data:') ? 'attached' : url)

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const stamp = (ms: number | undefined): string =>
  ms !== undefined && Number.isFinite(new Date(ms).getTime())
    ? `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : 'unknown'

const longestRun = (text: string, pattern: RegExp): number =>
  (text.match(pattern) ?? []).reduce((most, run) => Math.max(most, run.length), 0)

/** A fenced block that nothing in the text can end. */
export function fence(text: string, language = ''): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text, /`+/g) + 1))
  return `${ticks}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${ticks}`
}

function inlineCode(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ')
  const ticks = '`'.repeat(longestRun(line, /`+/g) + 1)
  // A space keeps ticks of the text and ours apart; Markdown takes one off at each side.
  const pad = /^`|`$|^ .* $/.test(line) ? ' ' : ''
  return `${ticks}${pad}${line}${pad}${ticks}`
}

const folded = (summary: string, body: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`

/** A text whose last code block is closed, so that it does not swallow what comes after it. */
export function closed(text: string): string {
  let open: string | undefined
  for (const line of text.split('\n')) {
    if (open === undefined) {
      const fence = readFence(line)
      if (fence && canOpen(fence)) open = fence.mark
    } else if (closesFence(line, open)) open = undefined
  }
  return open === undefined ? text : `${text.replace(/\n$/, '')}\n${open}`
}
