/** The API as an OpenAPI 3.1 document, made from the schemas that parse requests and that answers are held to. */
import type { AnswerName } from '../../schemas/answers.ts';
import { PROBLEMS, problemTypeOf, type ProblemName } from '../../schemas/problems.ts';
import { EXAMPLES } from './examples.ts';
import { OPERATION_LIST, type Operation, type NamedOperation } from './operations.ts';
import { problemsOf } from './problems-of.ts';
import { bodySchema, namedSchemas, refTo, type Schema } from './schema-of.ts';
import { tagOf, TAGS } from './tags.ts';

/** @see https://spec.openapis.org/oas/v3.1.1.html */
export function openApiDocument(version: string): Schema {
  const paths: { [path: string]: { [method: string]: Schema } } = {};
  for (const operation of OPERATION_LIST)
    (paths[templateOf(operation)] ??= {})[operation.method.toLowerCase()] = operationOf(operation);
  return {
    openapi: '3.1.1',
    info: {
      title: 'casegate',
      version,
      description: 'Synthetic data only. Nothing here is legal advice, an approval or an order.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ accessToken: [] }, { syntheticPerson: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT (RFC 9068)' },
        syntheticPerson: { type: 'apiKey', in: 'header', name: 'Casegate-As', description: 'Embedded mode alone' },
      },
      schemas: namedSchemas(),
    },
  };
}

/** The path as OpenAPI writes it. */
export const templateOf = ({ path }: Operation): string => path.replaceAll(/:(\w+)/g, '{$1}');

function operationOf(operation: NamedOperation): Schema {
  const { name, body, summary, open } = operation;
  const example = EXAMPLES[name];
  return {
    operationId: name,
    summary,
    tags: [tagOf(operation)],
    ...(open === true ? { security: [] } : {}),
    parameters: parametersOf(operation),
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: bodySchema(body), ...(example === undefined ? {} : { example }) },
            },
          },
        }),
    responses: { ...answersOf(operation), ...refusalsOf(operation) },
  };
}

function answersOf({ method, summary, answers, tagged }: Operation): Schema {
  const isRead = method === 'GET';
  const headers =
    tagged !== undefined && isRead ? { ETag: { description: TAG_WORDS[tagged], schema: { type: 'string' } } } : null;
  const done = Object.entries(answers).map(([status, name]) => [
    status,
    {
      description: status === '202' ? 'Taken in, and not in the record yet: it takes effect with it' : summary,
      ...(headers === null ? {} : { headers }),
      content: { [MEDIA_TYPES[name] ?? 'application/json']: { schema: refTo(name) } },
    },
  ]);
  return {
    ...Object.fromEntries(done),
    ...(headers === null ? {} : { 304: { description: 'It still stands as under If-None-Match', headers } }),
  };
}

const TAG_WORDS: { readonly [tagged in NonNullable<Operation['tagged']>]: string } = {
  entry: 'The entry after which the case stands so',
  content: 'Changes with what is shown, and with nothing else',
};

/** Of answers that are no JSON. */
const MEDIA_TYPES: { readonly [name in AnswerName]?: string } = {
  EventStream: 'text/event-stream',
  Lines: 'application/jsonl',
};

function refusalsOf(operation: Operation): Schema {
  const byStatus = Map.groupBy(problemsOf(operation), (name) => PROBLEMS[name].status);
  return Object.fromEntries([...byStatus].map(([status, names]) => [status, refusalOf(names)]));
}

const refusalOf = (names: readonly ProblemName[]): Schema => ({
  description: names.map((name) => `\`${name}\`: ${PROBLEMS[name].title}`).join('\n\n'),
  content: {
    'application/problem+json': {
      schema: { allOf: [refTo('Problem'), { properties: { type: { enum: names.map(problemTypeOf) } } }] },
    },
  },
});

// — parameters ———————————————————————————————————————————————————————————————————————————————————————————————————

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  readonly schema: Schema;
}

const TEXT = { type: 'string' };

const header = (name: string, description: string): Parameter => ({ in: 'header', name, description, schema: TEXT });
const query = (name: string, description: string, schema: Schema): Parameter => ({
  in: 'query',
  name,
  description,
  schema,
});

export function parametersOf({
  method,
  path,
  paged,
  filters = {},
  narrowing = {},
  tagged,
  waits,
  unkeyed,
}: Operation): Parameter[] {
  const isCommand = method === 'POST';
  return [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => inPath(name!)),
    ...Object.entries(filters).map(([name, values]) =>
      query(name, name === 'order' ? 'Which come first' : 'Only these', { ...TEXT, enum: values }),
    ),
    ...Object.entries(narrowing).map(([name, schema]) => query(name, schema.description ?? '', bodySchema(schema))),
    ...(paged === true ? PAGING : []),
    ...(isCommand && unkeyed !== true ? [KEY] : []),
    ...(tagged === undefined ? [] : isCommand ? [MATCH] : [NONE_MATCH, ...(tagged === 'entry' ? [WATCHING] : [])]),
    ...(waits === true ? [WAITING] : []),
  ];
}

/** Opaque, as answers give them. */
const PATH_WORDS: { readonly [name: string]: string } = {
  case: 'Id of a case',
  entry: 'Number of an entry',
  task: 'Id of a task',
  reference: 'Reference of a request',
  incident: 'Id of a report',
  version: 'Name of a version of the policy',
};

const inPath = (name: string): Parameter => ({
  in: 'path',
  name,
  description: PATH_WORDS[name]!,
  required: true,
  schema: TEXT,
});

const PAGING = [
  query('limit', 'Rows of a page', { type: 'integer', minimum: 1, maximum: 100 }),
  query('after', '`next` of the page before', TEXT),
];
const KEY = header(
  'Idempotency-Key',
  'A key of your own: the command takes effect once, and a repetition within a day is answered as the first try was',
);
const MATCH = header(
  'If-Match',
  'The entity tag that you act on: what has changed since is not acted on (412). What was done already is answered as it was, under its Idempotency-Key',
);
const NONE_MATCH = header('If-None-Match', 'The entity tag that you have');
const WATCHING = header('Prefer', '`wait=SECONDS` (RFC 7240): with If-None-Match, wait for another entry, 25 at most');
const WAITING = header(
  'Prefer',
  '`wait=SECONDS` (RFC 7240): how long to wait for the record, from 1 to 15; without it 5. After that it is said to be awaited',
);
