/** The API as an OpenAPI 3.1 document, made from the schemas that parse requests and that answers are held to. */
import { z } from 'zod';
import { ANSWERS, type AnswerName } from '../../schemas/answers.ts';
import { OPERATIONS, type Operation } from './operations.ts';

type Schema = { readonly [keyword: string]: unknown };

const ref = (name: AnswerName): Schema => ({ $ref: `#/components/schemas/${name}` });
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;
  return rest;
};

const header = (name: string, description: string): Schema => ({
  in: 'header',
  name,
  description,
  schema: { type: 'string' },
});
const query = (name: string, description: string, schema: Schema): Schema => ({
  in: 'query',
  name,
  description,
  schema,
});

/** @see https://spec.openapis.org/oas/v3.1.1.html */
export function openApiDocument(version: string): Schema {
  const paths: { [path: string]: { [method: string]: Schema } } = {};
  for (const operation of OPERATIONS) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[operation.method.toLowerCase()] = operationOf(operation);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'casegate',
      version,
      description: 'Synthetic data only. Nothing here is legal advice, an approval or an order.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ accessToken: [] }, { syntheticPerson: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT (RFC 9068)' },
        syntheticPerson: { type: 'apiKey', in: 'header', name: 'Casegate-As', description: 'Embedded mode alone' },
      },
      schemas: Object.fromEntries(Object.entries(ANSWERS).map(([name, schema]) => [name, schemaOf(schema, 'output')])),
    },
  };
}

function operationOf(operation: Operation): Schema {
  const { body, answers, summary, open } = operation;
  return {
    summary,
    ...(open === true ? { security: [] } : {}),
    parameters: parametersOf(operation),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, name]) => [
          status,
          {
            description: summary,
            content: { [MEDIA_TYPES[name] ?? 'application/json']: { schema: ref(name) } },
          },
        ]),
      ),
      default: {
        description: 'A problem (RFC 9457): what happened, where, and what to do',
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    },
  };
}

/** Of answers that are no JSON. */
const MEDIA_TYPES: { readonly [name: string]: string | undefined } = {
  EventStream: 'text/event-stream',
  Lines: 'application/jsonl',
};

function parametersOf({ method, path, paged, filters = {}, tagged, unkeyed }: Operation): Schema[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    in: 'path',
    name,
    required: true,
    schema: { type: 'string' },
  }));
  return [
    ...inPath,
    ...Object.entries(filters).map(([name, values]) => query(name, 'Only these', { type: 'string', enum: values })),
    ...(paged === true
      ? [
          query('limit', 'Rows of a page', { type: 'integer', minimum: 1, maximum: 100 }),
          query('after', '`next` of the page before', { type: 'string' }),
        ]
      : []),
    ...(method === 'POST' && unkeyed !== true
      ? [
          header(
            'Idempotency-Key',
            'A key of your own: the command takes effect once, and a repetition within a day is answered as the first try was',
          ),
        ]
      : []),
    ...(tagged === true && method === 'GET'
      ? [
          header('If-None-Match', 'The entity tag that you have'),
          header('Prefer', '`wait=SECONDS` (RFC 7240): with If-None-Match, wait for another entry'),
        ]
      : []),
    ...(tagged === true && method === 'POST' ? [header('If-Match', 'The entity tag that you act on')] : []),
  ];
}
