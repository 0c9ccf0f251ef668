/** A constant text as a part of a URL. */
export function inUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What a part of a URL says; itself, if it is not encoded as it should be. */
export function fromUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
