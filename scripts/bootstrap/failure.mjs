/** Exit code for anything this machine lacks; the same as in harness/model/errors.ts. */
const EXIT_ENVIRONMENT = 5;
const EXIT_INTERRUPTED = 130;

/** An error for the user to read: a stable code, one sentence, and a hint on what to do next. */
export class SetUpFailure extends Error {
  /**
   * @param {'PROGRAM_MISSING' | 'SETUP_FAILED' | 'INTERRUPTED'} code
   * @param {string} sentence
   * @param {string} hint
   */
  constructor(code, sentence, hint) {
    super(sentence);
    this.code = code;
    this.hint = hint;
    this.exitCode = code === 'INTERRUPTED' ? EXIT_INTERRUPTED : EXIT_ENVIRONMENT;
  }
}
