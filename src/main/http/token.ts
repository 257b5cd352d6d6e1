import { randomBytes } from 'node:crypto'
import { AppError } from '../../shared/errors'
import { hideFromLogs } from '../logging'

/**
 * The token of this launch, hidden from the logs.
 * @param given WHEELHOUSE_TOKEN; a random token of 256 bits is made when it is absent or empty
 * @throws AppError `invalid_input` when what is given is too short to be safe, or is no bearer
 *   token (RFC 6750, 2.1), which a shell script could misread in server.json
 */
export function createToken(given: string | undefined): string {
  const token = given || randomBytes(32).toString('base64url')
  if (!/^[A-Za-z0-9._~+/-]{16,512}=*$/.test(token)) {
    throw new AppError(
      'invalid_input',
      'WHEELHOUSE_TOKEN must be 16 to 512 letters, digits or any of -._~+/ ("=" at its end only). Unset it to have one made.',
    )
  }
  hideFromLogs(token)
  return token
}
