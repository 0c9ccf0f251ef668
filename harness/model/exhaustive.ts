/** For the branch of a union that cannot be reached: fails to compile when a member is not handled, throws if it is reached. */
export function exhaustive(unexpected: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(unexpected)}`);
}
