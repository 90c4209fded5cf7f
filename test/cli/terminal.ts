/** The command line in this process, over the app in memory: what it prints, and how it ends. */
import { run } from '../../cli/run.ts';
import { hold } from '../api/contract.ts';
import { createMemoryStack, NOW_MS, type MemoryStack } from '../api/memory-stack.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  readonly stack: MemoryStack;
  /** Files by path; `-` is standard input. */
  readonly files: Map<string, string | Uint8Array>;
  type(line: string): Promise<Ended>;
  /** What the last line that was sent to the service looked like. */
  readonly sent: Sent[];
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  /** With its `?`. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: string;
}

/** @param app another app over the stack, such as one that takes tokens alone */
export function createTerminal(
  env: Record<string, string> = {},
  stack: MemoryStack = createMemoryStack(),
  app: { request(request: Request): Response | Promise<Response> } = stack.app,
): Terminal {
  const files = new Map<string, string | Uint8Array>();
  const sent: Terminal['sent'] = [];
  const contentOf = async (path: string): Promise<Uint8Array> => {
    const content = files.get(path);
    if (content === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
  return {
    stack,
    files,
    sent,
    async type(line) {
      const out: string[] = [];
      const err: string[] = [];
      const code = await run(line.split(' ').filter(Boolean), {
        stdout: (text) => void out.push(text),
        stderr: (text) => void err.push(text),
        env,
        fetch: async (input, init) => {
          const request = new Request(input as URL, init);
          sent.push({
            method: request.method,
            path: new URL(request.url).pathname,
            query: new URL(request.url).search,
            headers: request.headers,
            body: await request.clone().text(),
          });
          const answer = await app.request(request);
          await hold(request.method, new URL(request.url).pathname, answer);
          return answer;
        },
        readFile: contentOf,
        readStdin: () => contentOf('-'),
        now: () => NOW_MS,
        isWatched: false,
        every: () => () => {},
      });
      return { code, out: out.join('\n'), err: err.join('\n') };
    },
  };
}
