import { randomBytes } from 'node:crypto'
import { AppError } from '../../shared/errors'
import { hideFromLogs } from '../logging'

/**
 * The token of this launch, hidden from the logs.
 * @param given WHEELHOUSE_TOKEN; a random token of 256 bits is made when it is absent or empty
 * @throws AppError `invalid_input` when what is given cannot be a safe token or a header's value
 */
export function createToken(given: string | undefined): string {
  const token = given || randomBytes(32).toString('base64url')
  if (!/^[\x21-\x7e]{16,512}$/.test(token)) {
    throw new AppError(
      'invalid_input',
      'WHEELHOUSE_TOKEN must be 16 to 512 printable ASCII characters without spaces. Unset it to have one made.',
    )
  }
  hideFromLogs(token)
  return token
}
