/** Keeps k6 from reporting its use and from looking for extensions on the network. */
export const K6_OFFLINE = {
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
  K6_NO_USAGE_REPORT: 'true',
} as const;

/** Go's own variables for a file and a folder of certificates, in place of the system's. */
const CERTIFICATE_VARIABLES = ['SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** The certificates that k6 is to trust, as set in the user's environment. */
export function certificatesOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    CERTIFICATE_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])),
  );
}
