import Type from 'typebox';

/** Whether one resource of a machine will do for a load. */
export const ResourceFit = Type.Object({
  resource: Type.Union([
    Type.Literal('cores'),
    Type.Literal('memory'),
    Type.Literal('open-files'),
    Type.Literal('ports'),
    Type.Literal('disk'),
    Type.Literal('clock'),
  ]),
  isEnough: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: it cannot be known here' }),
  needed: Type.Union([Type.Number(), Type.Null()], { description: 'in `unit`; null: not a quantity' }),
  available: Type.Union([Type.Number(), Type.Null()], {
    description: 'in `unit`; null: not a quantity, or not known',
  }),
  unit: Type.String({ description: 'cores, bytes, files, ports, or empty' }),
  finding: Type.String({ description: 'one sentence' }),
  hint: Type.Union([Type.String(), Type.Null()], { description: 'how to mend it; null: nothing to mend' }),
});
export type ResourceFit = Type.Static<typeof ResourceFit>;
