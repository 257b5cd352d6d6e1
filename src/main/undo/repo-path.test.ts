import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, foldersOf, isInside, listedName, namedFile, repoPath, shown } from './repo-path'

const path = (text: string) => repoPath(Buffer.from(text))

/** Any bytes that git takes for a name. */
const anyName = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => repoPath(Buffer.from(bytes)))
  .filter((name) => isInside(name))

describe('the name under which the engine lists a file', () => {
  it.each([
    ['plain.txt', '/p/plain.txt'],
    ['文件.txt', '/p/文件.txt'],
    ['說明 "a".md', '/p/"說明 /"a/".md"'],
    ['back\\slash', '/p/"back//slash"'],
    ['tab\there', '/p/"tab/there"'],
    [' lead.txt', '/p/lead.txt'],
    ['trail ', '/p/trail'],
    ['\u3000wide', '/p/wide'],
    ['bell\x07\x01', '/p/"bell/a/001"'],
  ])('of %j is %j', (name, listed) => {
    expect(listedName('/p', path(name))).toBe(listed)
  })

  it('is what git prints for it, trimmed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-names-'))
    const git = (args: string[], input?: Buffer) =>
      execFileSync('git', ['-c', 'core.quotepath=false', ...args], { cwd: folder, input })
    git(['init', '-q'])
    const blob = git(['hash-object', '-w', '--stdin'], Buffer.from('x')).toString().trim()
    fc.assert(
      fc.property(anyName, (name) => {
        git(['read-tree', '--empty'])
        const entry = Buffer.concat([Buffer.from(`100644 ${blob}\t`), bytesOf(name), Buffer.of(0)])
        git(['update-index', '-z', '--index-info'], entry)
        const line = git(['ls-files']).toString('utf8').slice(0, -1).trim()
        expect(listedName('/p', name)).toBe(join('/p', line).replaceAll('\\', '/'))
      }),
      { numRuns: 40 },
    )
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('a path in the tree', () => {
  it('keeps every byte', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(repoPath(bytesOf(name))).toBe(name)
      }),
    )
    expect(shown(repoPath(Buffer.from([0x61, 0xff])))).toBe('a\ufffd')
  })

  it.each(['', '/a', 'a//b', '../a', 'a/../b', './a', '.git/config', 'a/.GIT/x', 'a\0b'])(
    'is none when it is %j',
    (text) => expect(isInside(path(text))).toBe(false),
  )

  it('is found by an absolute name below the root, and not beside it', () => {
    expect(namedFile('/p', '/p/a/b')).toBe('a/b')
    expect(namedFile('/p', '/p2/a')).toBeUndefined()
    expect(namedFile('/p', '/a')).toBeUndefined()
    expect(namedFile('/p', '/p')).toBeUndefined()
  })

  it('has the folders that lead to it', () => {
    expect(foldersOf(path('a/b/c'))).toEqual(['a', 'a/b'])
    expect(foldersOf(path('a'))).toEqual([])
  })
})
