import { clip } from '../../store/clip'
import { isOutside } from '../markdown/address'
import { Markdown } from '../markdown/markdown'
import type { ToolPart } from '../tool-line'
import { VisibleText } from '../visible-text/visible-text'
import { textIn } from './fields'
import { Panel, TextPanel } from './panel'

const SHOWN_CHARS = 20_000
// No honest one is longer; what is cut off would lead elsewhere.
const ADDRESS_CHARS = 2_000

/** A page or the results of a search, as they were read. */
export function WebBody({ part }: { part: ToolPart }) {
  const { state } = part
  const address = textIn(state.input, 'url')
  const isText = ['html', 'text'].includes(textIn(state.input, 'format'))
  return (
    <>
      <Address address={address} />
      {state.status === 'completed' &&
        (isText ? (
          <TextPanel
            label="Content"
            text={state.output}
            what="content"
            language={address && 'xml'}
          />
        ) : (
          <Panel label="Content" copy={{ text: state.output, what: 'content' }}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
            <div className="tool-panel-scroll tool-panel-prose thoughts" tabIndex={0}>
              <Markdown text={state.output.slice(0, SHOWN_CHARS)} />
            </div>
          </Panel>
        ))}
    </>
  )
}

function Address({ address }: { address: string }) {
  if (address.length > ADDRESS_CHARS) {
    return (
      <p className="web-address">
        <VisibleText text={clip(address, ADDRESS_CHARS)} manner="name" />
      </p>
    )
  }
  return (
    isOutside(address) && (
      <p className="web-address">
        <a href={address} target="_blank" rel="noreferrer noopener">
          <VisibleText text={address} manner="name" />
        </a>
      </p>
    )
  )
}
