import type { Provider } from '../../shared/provider-types'
import { clip } from './clip'

const NAME_CHARS = 300
const ABOUT_CHARS = 500

/**
 * Cuts a description that is longer than anybody reads: it would be searched at each key. A project
 * writes it.
 */
export function withShortAbout<T extends { readonly description?: string | undefined }>(it: T): T {
  const { description } = it
  if (description === undefined || description.length <= ABOUT_CHARS) return it
  return { ...it, description: clip(description, ABOUT_CHARS) }
}

/** Cuts the names of a provider and its models. Ids stay whole: the engine is asked by them. */
export const withShortNames = (provider: Provider): Provider => ({
  ...provider,
  name: clip(provider.name, NAME_CHARS),
  models: provider.models.map((it) =>
    it.name.length <= NAME_CHARS ? it : { ...it, name: clip(it.name, NAME_CHARS) },
  ),
})

/** The beginning of an id, by which it is found. */
export const shortID = (id: string): string => clip(id, NAME_CHARS)
