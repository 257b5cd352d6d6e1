import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** The classes that rules of a file are for, alone and outside of media queries and the like. */
function classesOf(css: string): string[] {
  const found: string[] = []
  let depth = 0
  let selector = ''
  for (const letter of css.replace(/\/\*[\s\S]*?\*\//g, '')) {
    if (letter === '{') {
      // What stands in parentheses says when, not for whom.
      if (depth === 0) found.push(...selector.replace(/\(.*\)/gs, '').split(','))
      depth += 1
    } else if (letter === '}') {
      depth -= 1
      selector = ''
    } else if (depth === 0) selector += letter
  }
  return found.flatMap((one) => /^\s*\.([\w-]+)\s*$/.exec(one)?.[1] ?? [])
}

test('the classes of a file are read, those within queries and of other selectors are not', () => {
  const css =
    '/* .no { } */ .a, .b { color: red; } .c .d { } @media (x) { .e { } } .f:hover { } .g{}\n.h:not(.i, .j) { }'
  expect(classesOf(css)).toEqual(['a', 'b', 'g'])
})

// All styles are in force together: what one calls a head is else another's head as well.
test('a class belongs to one file of styles', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.css'))
  const owners = new Map<string, Set<string>>()
  for (const file of files) {
    for (const name of classesOf(readFileSync(join(import.meta.dirname, file), 'utf8'))) {
      owners.set(name, (owners.get(name) ?? new Set()).add(file))
    }
  }
  expect(owners.size).toBeGreaterThan(100)
  const shared = [...owners].filter(([, of]) => of.size > 1)
  expect(shared.map(([name, of]) => `${name}: ${[...of].join(', ')}`)).toEqual([])
})
