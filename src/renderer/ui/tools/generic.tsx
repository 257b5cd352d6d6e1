import type { ToolPart } from '../tool-line'
import { textIn } from './fields'
import { TextPanel } from './panel'

/** What went into a tool and what came out of it, whatever tool it is. */
export function GenericBody({ part }: { part: ToolPart }) {
  const { state } = part
  const input = inputText(state.input)
  return (
    <>
      {input && <TextPanel label="Input" text={input} what="input" />}
      {state.status === 'completed' && (
        <TextPanel
          label="Output"
          text={state.output}
          what="output"
          language={dataLanguage(state.output)}
        />
      )}
      {state.status === 'running' && (
        <TextPanel label="Output so far" text={textIn(state.metadata, 'output')} what="output" />
      )}
    </>
  )
}

/** One field a line, long ones as blocks. */
function inputText(input: Record<string, unknown>): string {
  return Object.entries(input)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
      return text.includes('\n') ? `${name}:\n${text}` : `${name}: ${text}`
    })
    .join('\n')
}

const dataLanguage = (output: string) => (/^\s*[[{][\s\S]*[\]}]\s*$/.test(output) ? 'json' : '')
