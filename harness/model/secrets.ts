const SECRET_NAME = /(password|passwd|pwd|pass|secret|token|api-?key|credential|authorization|auth)/i;
const SECRET_HEADER =
  /(^|[-_])(authorization|auth|cookie|token|secret|password|credentials?|api-?key|key|session|jwt|signature)([-_]|$)/i;
const HIDDEN = '***';

/** Up to the last @ of a word: in a misread URL the password may contain anything that ends a host. */
const CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)(\S*)@/gi;
const PARAMETER = /([?&;])([^=&;#\s]+)=([^&;#\s]*)/g;
/** As --metrics takes it: an address, and the token behind an equals sign. */
const METRICS_TOKEN = /\b(https?:\/\/[^=?#\s]+)=(\S+)/gi;
/** In a body: `"password": "x"`, `password=x`. What refers to a variable may stay. */
const NAMED =
  /(\b\w*(?:password|passwd|pwd|secret|token|api_?key)["']?\s*[:=]\s*)(?!["']?\$\{)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'&,}]+)/gi;
/** Placeholders, as hints and documents write them. */
const PLACEHOLDER = /^((user)?(:password)?|token[,.]?)$/;

/**
 * Any text, made safe to show or keep, e.g. `postgres://user:password@host/db?sslpassword=x` as
 * `postgres://***@host/db?sslpassword=***`.
 */
export function withoutUrlSecrets(text: string): string {
  if (!text.includes('://')) return text;
  return text
    .replace(CREDENTIALS, (url, scheme: string, credentials: string) =>
      PLACEHOLDER.test(credentials) ? url : `${scheme}${HIDDEN}@`,
    )
    .replace(METRICS_TOKEN, (url, address: string, token: string) =>
      PLACEHOLDER.test(token) ? url : `${address}=${HIDDEN}`,
    )
    .replace(PARAMETER, (pair, separator: string, name: string) =>
      SECRET_NAME.test(name) || name === 'key' ? `${separator}${name}=${HIDDEN}` : pair,
    );
}

/** A command line, made safe to keep: secrets in URLs, and the values of options that sound secret, become ***. */
export function withoutSecrets(commandLine: readonly string[]): string[] {
  return commandLine.map((argument, i) => {
    const previous = commandLine[i - 1];
    if (
      previous?.startsWith('-') &&
      !previous.includes('=') &&
      SECRET_NAME.test(previous) &&
      !argument.startsWith('-')
    ) {
      return HIDDEN;
    }
    const [, name] = /^([\w.-]+)=/.exec(argument) ?? [];
    if (name !== undefined && SECRET_NAME.test(name)) return `${name}=${HIDDEN}`;
    // An argument is one word, including its spaces.
    return withoutUrlSecrets(
      argument.replace(/^([\w.-]+=)?([a-z][a-z0-9+.-]*:\/\/).*@/is, `$1$2${HIDDEN}@`),
    ).replace(NAMED, `$1${HIDDEN}`);
  });
}

/** Whether a request header of this name usually carries a secret: "authorization", "cookie", "x-api-key". */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}
