import { stringify } from 'yaml';
import type { ConvertOptions } from '../conversion.ts';
import { fromOpenApi } from '../from-openapi.ts';
import { readOpenApi } from '../openapi-document.ts';
import { trafficOf } from '../traffic-of.ts';

export const READS: ConvertOptions = { writes: false, userColumns: [] };
export const convert = (text: string, options = READS) => fromOpenApi(readOpenApi(text, 'api.yaml'), options);
export const stepsOf = (text: string, options = READS) =>
  Object.fromEntries(
    trafficOf(convert(text, options).plan, 1).journeys.map(({ name, steps }) => [name, steps]),
  );

/** A description with these paths, and whatever else. */
export const described = (paths: object, more: object = {}) =>
  stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths, ...more });
export const answers = (schema: object) => ({
  responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
});
export const sends = (schema: object) => ({
  post: {
    requestBody: { content: { 'application/json': { schema } } },
    responses: { 201: { description: 'made' } },
  },
});
