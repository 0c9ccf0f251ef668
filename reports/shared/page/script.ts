import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The script of every page, read once. */
export const SCRIPT: string = readFileSync(new URL('./page-script.js', import.meta.url), 'utf8');

/** By which a policy allows this script and no other. */
export const SCRIPT_HASH = `sha256-${createHash('sha256').update(SCRIPT).digest('base64')}`;
