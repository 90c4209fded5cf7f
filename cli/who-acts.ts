import type { Who } from './client.ts';
import { readText, UsageError, type Io } from './io.ts';

interface Named {
  readonly as?: string | undefined;
  readonly tokenFile?: string | undefined;
}

/** RFC 6750 §2.1, `b64token`: what stands after `Bearer`. */
const TOKEN = /^[\w.~+/-]+=*$/;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Who acts: what the command line says, or else the variables. A handle and a token never both, since they could name two people. The
 * token comes from a file alone: arguments and variables stand in the process list.
 */
export function whoActs(io: Io, { as, tokenFile }: Named, url: URL): Who {
  const { handle, file } =
    as || tokenFile
      ? { handle: as, file: tokenFile }
      : { handle: io.env['CASEGATE_AS'], file: io.env['CASEGATE_TOKEN_FILE'] };
  if (handle && file)
    throw new UsageError(
      'two ways are given to say who acts',
      '--as and --token-file, or CASEGATE_AS and CASEGATE_TOKEN_FILE',
      'give a handle where identity is embedded, or else a token; not both',
    );
  if (handle) return { handle };
  if (!file)
    throw new UsageError(
      'nobody is named who acts',
      '--as or CASEGATE_AS; --token-file or CASEGATE_TOKEN_FILE',
      'name one of the people that `casegate people` lists, or give a file with your access token',
    );
  if (url.protocol !== 'https:' && !LOOPBACK.test(url.hostname))
    throw new UsageError(
      'the token would cross the network unencrypted',
      '--url or CASEGATE_URL',
      "give the service's https address",
    );
  let token: Promise<string> | null = null;
  return { token: () => (token ??= tokenIn(io, file)) };
}

async function tokenIn(io: Io, file: string): Promise<string> {
  const token = (await readText(io, file)).trim();
  if (TOKEN.test(token)) return token;
  throw new UsageError(
    'the file holds no access token',
    file,
    'write the token into it as it was issued, and nothing else',
  );
}
