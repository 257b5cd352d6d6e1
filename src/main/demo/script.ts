import { isAutoContinue, readTurn } from './conversation'
import { followDirective } from './directives'
import { answer, paced, type Reply, text } from './steps'
import type { ChatRequest } from './wire'
import { CONTINUED, greeting, SUMMARY, titleFor } from './words'

/** What a request does not tell. */
export type ScriptContext = {
  /** How often this same request was refused before, in this conversation. */
  refusals: number
}

/**
 * Decides what the model answers to one request. Pure: what there is to remember is in `context`.
 */
export type Script = (request: ChatRequest, context: ScriptContext) => Reply

/** The script of the demo: directives (see DIRECTIVES), and a friendly tour for all else. */
export const demoScript: Script = (request, context) => {
  const turn = readTurn(request)
  if (turn.purpose === 'title') return answer(text(titleFor(turn.said)))
  if (turn.purpose === 'summary') return answer(paced(SUMMARY))
  if (isAutoContinue(turn.said)) return answer(paced(CONTINUED))
  return followDirective({ ...turn, ...context }) ?? answer(greeting(turn))
}
