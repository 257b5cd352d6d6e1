/**
 * For the environment of an engine that lives for a minute or two: what its JavaScript engine does for
 * the long run is left out. The engine itself is as people have it.
 *
 * Its Bun (1.3.14, in opencode 1.18.33) asks for a collection every 16 ms for as long as anything
 * happens, whatever was allocated; one takes some 13 ms of a core, which is two thirds of all that the
 * engine does (oven-sh/bun#35356, mended after 1.3; `BUN_GC_TIMER_DISABLE` is read too early there to
 * count). Without any it grows to 1 or 2 GB in such a life. Its slowest compiler never pays in it either.
 */
export const SHORT_LIVED_ENGINE = { BUN_JSC_useGC: '0', BUN_JSC_useFTLJIT: '0' }
