/** A storage over these values, which tests look at; frozen ones are full. */
export function memoryStorage(values: Record<string, string> = Object.create(null)): Storage {
  return {
    getItem: (key: string) => values[key] ?? null,
    setItem: (key: string, value: string) => {
      if (Object.isFrozen(values)) throw new DOMException('full', 'QuotaExceededError')
      values[key] = value
    },
    removeItem: (key: string) => {
      delete values[key]
    },
  } as Storage
}
