import type { FromGuardian } from './guardian-protocol.ts';

/** A request that the guardian could not carry out, with the operating system's error code. */
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
