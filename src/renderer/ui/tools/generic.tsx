import type { ToolPart } from '../tool-line'
import { fieldsText, textIn } from './fields'
import { TextPanel } from './panel'

/** What went into a tool and what came out of it, whatever tool it is. */
export function GenericBody({ part }: { part: ToolPart }) {
  const { state } = part
  const input = fieldsText(state.input)
  return (
    <>
      {input && <TextPanel label="Input" text={input} what="input" isCode />}
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

function dataLanguage(output: string): string {
  const text = output.trim()
  return /^[[{]/.test(text) && /[\]}]$/.test(text) ? 'json' : ''
}
