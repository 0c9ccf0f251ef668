import { hash } from 'node:crypto';

/** A cache in front of the object store. It answers only those URLs that were signed with its secret. */
export type Edge = { url: string; secret: string };

/**
 * The URL at the edge that stands for a signed URL of the store. The edge checks its own signature, also of a file that it has cached; the
 * store's signature goes along for those that it has not.
 * @param expiresSec epoch seconds
 */
export function edgeUrlOf({ url, secret }: Edge, storeUrl: string, expiresSec: number): string {
  const { pathname, search } = new URL(storeUrl);
  const signature = hash('md5', `${expiresSec}${pathname} ${secret}`, 'base64url'); // as nginx's secure_link has it
  return `${url}/files/${signature}/${expiresSec}${pathname}${search}`;
}
