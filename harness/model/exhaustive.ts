/** For the unreachable branch of a union: fails to compile if a member is not handled, throws if it is reached. */
export function exhaustive(unexpected: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(unexpected)}`);
}
