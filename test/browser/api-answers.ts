/** Reads what Temporal UI's API answers: JSON in which payloads stand as base64. */

/** A body, and everything in it that is base64 decoded: a plaintext inside a payload is no less a plaintext. */
export function textsIn(body: string): string[] {
  const texts = [body];
  for (const [encoded] of body.matchAll(/[A-Za-z0-9+/_-]{8,}={0,2}/g))
    texts.push(Buffer.from(encoded, 'base64').toString('latin1'));
  return texts;
}

export interface FoundPayload {
  readonly encoding: string;
  /** Of names and indices, from the top of the body. */
  readonly path: string;
  readonly text: string;
}

/** Where values of search attributes stand, which no codec encrypts: of one case, and of what a count is grouped by. */
const OF_SEARCH_ATTRIBUTES = ['searchAttributes', 'groupValues'];

/** Every payload in a JSON body but those of search attributes. */
export function payloadsIn(body: string): FoundPayload[] {
  return isJson(body) ? within(JSON.parse(body), '') : [];
}

function within(value: unknown, path: string): FoundPayload[] {
  if (typeof value !== 'object' || value === null) return [];
  const encoding = encodingOf(value);
  if (encoding !== undefined) return [{ encoding, path, text: dataOf(value) }];
  return Object.entries(value).flatMap(([name, inner]) =>
    OF_SEARCH_ATTRIBUTES.includes(name) ? [] : within(inner, `${path}/${name}`),
  );
}

function encodingOf(value: object): string | undefined {
  const { metadata } = value as { metadata?: { encoding?: unknown } | null };
  const encoding = metadata?.encoding;
  return typeof encoding === 'string' ? Buffer.from(encoding, 'base64').toString('utf8') : undefined;
}

function dataOf(value: object): string {
  const { data } = value as { data?: unknown };
  return typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : '';
}

function isJson(body: string): boolean {
  return body.startsWith('{') || body.startsWith('[');
}
