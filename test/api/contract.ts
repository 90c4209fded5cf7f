/** Holds real answers to the OpenAPI document: their status, their media type, their shape, and which problem it is. */
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument, templateOf } from '../../api/contract/openapi.ts';
import { OPERATION_LIST, type NamedOperation } from '../../api/contract/operations.ts';
import { RELEASE } from '../../schemas/release.ts';

export interface Described {
  readonly operationId: string;
  readonly requestBody?: object;
  readonly responses: { readonly [status: string]: { readonly content?: { readonly [mediaType: string]: object } } };
}

export const DOCUMENT = openApiDocument(RELEASE) as {
  readonly openapi: string;
  readonly paths: { readonly [path: string]: { readonly [method: string]: Described } };
  readonly components: { readonly schemas: { readonly [name: string]: AnySchema } };
};

export const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', ...DOCUMENT });

export class BrokenContract extends Error {
  override readonly name = 'BrokenContract';
}

export const describedOf = (operation: NamedOperation): Described =>
  DOCUMENT.paths[templateOf(operation)]![operation.method.toLowerCase()]!;

/** The more literal path first in the table wins, as in the router. */
export const operationOf = (method: string, path: string): NamedOperation | undefined =>
  OPERATION_LIST.find(
    (one) => one.method === method && new RegExp(`^${one.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
  );

const pointerOf = (...parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/**
 * The answer, where it is what the document says.
 * @returns the operation and its status, such as `getCase 200`; null for an address that is no operation of the API
 * @throws BrokenContract
 */
export async function hold(method: string, path: string, answer: Response): Promise<string | null> {
  const operation = operationOf(method, path.split('?')[0]!);
  if (operation === undefined) return null;
  const status = String(answer.status);
  const asked = `${operation.name} ${status}`;
  const described = describedOf(operation).responses[status];
  if (described === undefined) throw new BrokenContract(`${asked}: no such status in the document`);
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  const isEmpty = described.content === undefined;
  if (isEmpty ? type !== '' : !Object.hasOwn(described.content, type))
    throw new BrokenContract(`${asked}: no such media type in the document: ${type}`);
  const template = pointerOf(
    'paths',
    templateOf(operation),
    method.toLowerCase(),
    'responses',
    status,
    'content',
    type,
  );
  for (const document of await documentsIn(type, answer))
    if (!ajv.validate(`api#${template}/schema`, document))
      throw new BrokenContract(`${asked}: ${ajv.errorsText()} in ${JSON.stringify(document).slice(0, 2_000)}`);
  return asked;
}

/** A stream of events goes on, and its lines hold no answer. */
async function documentsIn(type: string, answer: Response): Promise<readonly unknown[]> {
  switch (type) {
    case 'application/json':
    case 'application/problem+json':
      return [await answer.clone().json()];
    case 'application/jsonl': {
      const text = await answer.clone().text();
      for (const line of text.split('\n').filter((one) => one !== '')) JSON.parse(line);
      return [text];
    }
    default:
      return [];
  }
}
