import { closeSync, openSync, readSync } from 'node:fs'

const HEADER_BYTES = 20
const ELF_MACHINE: Record<string, number> = { x64: 62, arm64: 183 }
const MACH_CPU: Record<string, number> = { x64: 0x01000007, arm64: 0x0100000c }

/**
 * Whether a file is a program for a system and processor, as its first bytes say (ELF, Mach-O, PE)
 * or a script. Without looking, a foreign program would be handed to a shell, which complains about
 * its syntax.
 * @param path a file that can be read
 */
export function isProgramFor(
  path: string,
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): boolean {
  const header = readHeader(path)
  if (header.length < HEADER_BYTES) return header.subarray(0, 2).toString('latin1') === '#!'
  if (header.subarray(0, 2).toString('latin1') === '#!') return platform !== 'win32'
  if (header.readUInt32BE(0) === 0x7f454c46) {
    return platform === 'linux' && header.readUInt16LE(18) === ELF_MACHINE[arch]
  }
  if (header.readUInt32LE(0) === 0xfeedfacf) {
    const cpu = header.readUInt32LE(4)
    // Apple's processors run Intel's programs too.
    return platform === 'darwin' && (cpu === MACH_CPU[arch] || cpu === MACH_CPU.x64)
  }
  // One file with a program for each processor.
  if (header.readUInt32BE(0) === 0xcafebabe) return platform === 'darwin'
  return platform === 'win32' && header.subarray(0, 2).toString('latin1') === 'MZ'
}

function readHeader(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0))
  } finally {
    closeSync(file)
  }
}
