// Nothing of the engine's own is deeper than some fifteen levels (opencode 1.18.33), but what a tool takes
// and gives is anybody's; and V8 copies a value to another process, and writes it, by a recursion that
// ends at some 3,500 levels.
/** The deepest that the engine's JSON is once it is in here, in levels. */
export const MOST_LEVELS = 200

const BACKSLASH = 0x5c

/**
 * Makes JSON safe to recurse into: what is deeper than 200 levels becomes a text that holds its JSON.
 * @returns the same text where nothing is that deep; what is no JSON need not stay none
 */
export function shallowJson(json: string): string {
  // Each level has two brackets. So a token of an answer costs nothing, and a long text next to it.
  if (json.length <= 2 * MOST_LEVELS || !opensMany(json)) return json
  let written = ''
  let from = 0
  let depth = 0
  let start = 0
  for (let at = 0; at < json.length; at += 1) {
    switch (json[at]) {
      case '"':
        at = endOfString(json, at)
        break
      case '[':
      case '{':
        depth += 1
        if (depth === MOST_LEVELS + 1) start = at
        break
      case ']':
      case '}':
        if (depth === MOST_LEVELS + 1) {
          written += json.slice(from, start) + JSON.stringify(json.slice(start, at + 1))
          from = at + 1
        }
        depth -= 1
        break
    }
  }
  return from === 0 ? json : written + json.slice(from)
}

/** Tells whether there are enough brackets for the depth, those within strings counted too. */
function opensMany(json: string): boolean {
  let count = 0
  for (const sign of ['[', '{']) {
    for (let at = json.indexOf(sign); at >= 0; at = json.indexOf(sign, at + 1)) {
      count += 1
      if (count > MOST_LEVELS) return true
    }
  }
  return false
}

/** Finds the end of the string that begins here; the end of all when it has none. */
function endOfString(json: string, start: number): number {
  let end = start
  do {
    end = json.indexOf('"', end + 1)
    if (end < 0) return json.length
  } while (isEscaped(json, end))
  return end
}

function isEscaped(json: string, at: number): boolean {
  let first = at
  while (json.charCodeAt(first - 1) === BACKSLASH) first -= 1
  return (at - first) % 2 === 1
}
