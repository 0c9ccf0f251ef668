import { describe, expect, it } from 'vitest';
import { ownFault } from './own-fault.ts';

describe('ownFault', () => {
  it.each([
    [1213, 'dial: unknown errno 24 error with msg `too many open files`', 'generator-out-of-files'],
    [1213, 'dial: unknown errno 23 error with msg `too many open files in system`', 'generator-out-of-files'],
    [
      1213,
      'dial: unknown errno 99 error with msg `cannot assign requested address`',
      'generator-out-of-ports',
    ],
    [
      1213,
      "dial: unknown errno 49 error with msg `can't assign requested address`",
      'generator-out-of-ports',
    ],
    [1213, 'dial: unknown errno 98 error with msg `address already in use`', 'generator-out-of-ports'],
    [1213, 'dial: unknown errno 105 error with msg `no buffer space available`', 'generator-out-of-memory'],
    [1020, 'invalid URL', 'generator-refused'],
    [1111, 'hostname is blocked', 'generator-refused'],
  ])('is found in %i, %s', (code, message, reason) => {
    expect(ownFault(code, message)).toBe(reason);
  });

  it.each([
    [1050, 'request timeout'],
    [1101, 'lookup: no such host'],
    [1211, 'dial: i/o timeout'],
    [1212, 'dial: connection refused'],
    [1213, 'dial: unknown errno 113 error with msg `no route to host`'],
    [1220, 'read: connection reset by peer'],
    [1000, 'EOF'],
  ])("may be the system's: %i, %s", (code, message) => {
    expect(ownFault(code, message)).toBeNull();
  });
});
