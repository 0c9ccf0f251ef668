import { Compile } from 'typebox/compile';
import { expect } from 'vitest';
import { COMMAND_OUTPUTS, type CommandOutputKind } from '../../model/command-output.ts';

/** The object on standard output; the test fails unless it is the only thing there and fits its published schema, without further fields. */
export function printedObject(stdout: string): Record<string, unknown> {
  expect(stdout).toMatch(/^\{.*\}\n$/);
  const printed = JSON.parse(stdout) as Record<string, unknown>;
  const schema = COMMAND_OUTPUTS[printed.kind as CommandOutputKind];
  expect(schema, `the kind ${printed.kind}`).toBeDefined();
  expect(Compile(schema).Errors(printed)).toEqual([]);
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(printed)));
  return printed;
}
