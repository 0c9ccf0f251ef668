/** A JSON object whose contents have not been checked. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A path in GJSON syntax. A number is a place in a list, null any place. */
export function gjsonPath(steps: readonly (string | number | null)[]): string {
  return steps
    .map((step) => {
      if (step === null) return '#';
      return typeof step === 'number' ? String(step) : step.replace(/[^\p{L}\p{N}_ -]/gu, '\\$&');
    })
    .join('.');
}
