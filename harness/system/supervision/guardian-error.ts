import type { FromGuardian } from './guardian-protocol.ts';

/** What the guardian could not do, with the system's code for it. */
export class GuardianError extends Error {
  readonly code: string | null;
  readonly syscall: string | null;
  readonly isOfProgram: boolean;

  constructor({ message, code, syscall, isOfProgram }: Extract<FromGuardian, { kind: 'failed' }>) {
    super(message);
    this.code = code;
    this.syscall = syscall;
    this.isOfProgram = isOfProgram;
  }
}
