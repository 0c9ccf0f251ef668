/** Words of names whose values are secrets. */
const SECRET_WORDS = new Set([
  ...['auth', 'authorization', 'bearer', 'jwt', 'token', 'credential', 'credentials', 'signature', 'sig'],
  ...['pass', 'password', 'passwd', 'passphrase', 'passcode', 'pwd', 'pin', 'otp', 'totp', 'mfa', 'secret'],
  ...['session', 'sessionid', 'sid', 'sess', 'phpsessid', 'jsessionid', 'cookie', 'csrf', 'xsrf'],
  ...['apikey', 'accesskey', 'authtoken', 'accesstoken', 'refreshtoken', 'csrftoken', 'xsrftoken', 'idtoken'],
  ...['cvv', 'cvc', 'iban', 'ssn', 'pan', 'cardnumber'],
]);
const PASSWORD_WORDS = new Set(['pass', 'password', 'passwd', 'passphrase', 'pwd', 'pin']);

/** Whether the value of a header, parameter, cookie or field with this name is a secret: "X-Api-Key", "csrf_token", "sessionId". */
export function soundsSecret(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.some((word) => SECRET_WORDS.has(word)) ||
    words.some((word, i) => word === 'key' && (words.length === 1 || KEY_OF.has(words[i - 1] ?? '')))
  );
}

const KEY_OF = new Set(['api', 'access', 'private', 'secret', 'client', 'auth', 'subscription', 'license']);

/** Whether such a value is the secret itself, rather than what kind of secret there is: "auth_token", but not "auth_type". */
export function namesCredential(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  return SECRET_WORDS.has(last) || (['key', 'id'].includes(last) && soundsSecret(name));
}

/** Whether it is the field of a login form in which the user proves who they are. */
export function soundsLikePassword(name: string): boolean {
  return wordsOf(name).some((word) => PASSWORD_WORDS.has(word));
}

/** What a path says before a code that lets in whoever has it: "/invitations/4711", "/reset-password/4711". */
const CODE_WORDS = new Set([
  ...['reset', 'verify', 'verification', 'confirm', 'confirmation', 'activate', 'activation'],
  ...['invite', 'invitation', 'magic', 'unsubscribe', 'otp'],
]);

/** Whether what follows a part of a path with this name is a code that nobody else may have. */
export function announcesCode(name: string): boolean {
  return soundsSecret(name) || wordsOf(name).some((word) => CODE_WORDS.has(word.replace(/s$/, '')));
}

/** The words of a name in any spelling of code, in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
