/** k6's console: `log` writes a line to --console-output. */
declare const console: { log(line: string): void };
