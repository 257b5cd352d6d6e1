import { expect } from 'vitest'
import { type OperationName, type OperationOutput, operations } from '../../shared/operations'

/**
 * Reads an answer of the REST door as the contract has it: fails unless status and body are those
 * of the operation.
 */
export async function checked<N extends OperationName>(
  name: N,
  response: Response,
): Promise<OperationOutput<N>> {
  const { status, output } = operations[name]
  const text = await response.text()
  expect([name, response.status, response.status === status || text]).toEqual([name, status, true])
  // The table pairs each name with its own output; TypeScript cannot follow that through a union.
  return output.parse(text === '' ? undefined : JSON.parse(text)) as OperationOutput<N>
}
