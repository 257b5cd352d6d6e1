import { clip } from '../store/clip'
import { LINE_MARKS } from './visible-text/marks'
import { spellOut } from './visible-text/spell-out'
import { Quoted, VisibleText } from './visible-text/visible-text'

// No honest name is longer.
const NAME_CHARS = 300
const LINE_CHARS = 500
const SENTENCE_CHARS = 2_000

interface Props {
  text: string
}

/** A name that a project, a configuration or the engine gave: of an agent, a model, a provider. */
export const Named = ({ text }: Props) => (
  <Quoted text={clip(text, NAME_CHARS)} manner="name" most={LINE_MARKS} />
)

/** The same where elements cannot stand: tooltips, names for screen readers, sentences. */
export const nameInWords = (text: string): string => spellOut(clip(text, NAME_CHARS), 'name')

/** A sentence of a project, a configuration or the engine: a description, a reason. */
export const Said = ({ text }: Props) => (
  <VisibleText text={clip(text, SENTENCE_CHARS)} manner="words" most={LINE_MARKS} />
)

/** The same on one line, where it is cut off. */
export const SaidOnLine = ({ text }: Props) => (
  <Quoted text={clip(text, LINE_CHARS)} manner="words" most={LINE_MARKS} />
)
