import { isMacPlatform, showKeys } from './commands/keys'

/** A combination of keys, as the system of the person shows it. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys">
      {showKeys(keys, isMacPlatform()).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}
