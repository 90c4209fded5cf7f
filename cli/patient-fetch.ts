/**
 * `fetch` over `node:http`, for answers that begin late: Node's own gives up where the headers have not come after five minutes, whatever
 * its caller waits for, and what rebuilds the whole record answers when it is done.
 */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';

/** What the client sends: texts and headers by name. Redirections are not followed. */
export const patientFetch: typeof fetch = async (input, init = {}) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const answer = await answered(url, init);
  const status = answer.statusCode!;
  if (init.redirect === 'error' && status >= 301 && status <= 308 && status !== 304) {
    answer.destroy();
    throw new TypeError('the service answered with a redirection');
  }
  const hasBody = ![204, 304].includes(status);
  if (!hasBody) answer.resume();
  return new Response(hasBody ? (Readable.toWeb(answer) as ReadableStream) : null, {
    status,
    headers: headersOf(answer),
  });
};

const answered = (url: URL, { method = 'GET', headers, body, signal }: RequestInit): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request(url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(signal == null ? {} : { signal }),
    });
    sent.once('response', resolve).once('error', reject);
    sent.end(typeof body === 'string' ? body : undefined);
  });

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
}
