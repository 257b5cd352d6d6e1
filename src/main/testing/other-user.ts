/** Somebody else on the machine; Linux and macOS know the number as nobody's. */
export const STRANGER = 65_533
/** Whom a test that runs as root becomes, so that modes count for it. */
const ORDINARY = 65_534

export const isRoot = process.getuid?.() === 0

/** A user whom no list knows, and nobody else in the group of that number. */
export const ALONE = 65_532

/** Does something as a user whom modes bind, which root is not. Anybody but root stays who they are. */
export function asOrdinaryUser<T>(work: () => T): T {
  return isRoot ? asUser(ORDINARY, work) : work()
}

/** Does something as another user, which only root can. */
export function asUser<T>(uid: number, work: () => T): T {
  process.setegid?.(uid)
  process.seteuid?.(uid)
  try {
    return work()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}

/** The number of whoever {@link asOrdinaryUser} works as. */
export const ordinaryUid = (): number => (isRoot ? ORDINARY : (process.getuid?.() ?? 0))
