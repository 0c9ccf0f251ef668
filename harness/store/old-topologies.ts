/** A topology of the time before systems could have an object store. */
export function withoutObjectStorage(topology: object): object {
  return { ...topology, objectStorage: 'none', fileDelivery: 'origin' };
}
