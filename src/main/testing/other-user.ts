/** Somebody else on the machine; Linux and macOS know the number as nobody's. */
export const STRANGER = 65_533
/** Whom a test that runs as root becomes, so that modes count for it. */
const ORDINARY = 65_534

export const isRoot = process.getuid?.() === 0

/** Does something as a user whom modes bind, which root is not. Anybody but root stays who they are. */
export function asOrdinaryUser<T>(work: () => T): T {
  if (!isRoot) return work()
  process.setegid?.(ORDINARY)
  process.seteuid?.(ORDINARY)
  try {
    return work()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}

/** The number of whoever {@link asOrdinaryUser} works as. */
export const ordinaryUid = (): number => (isRoot ? ORDINARY : (process.getuid?.() ?? 0))
