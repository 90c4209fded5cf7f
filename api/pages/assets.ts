/** Styles, fonts and icons, from this machine alone. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Hono } from 'hono';
import { ProblemError } from '../http/problem-response.ts';

/** No dot but the extension's: no way out of the folder. */
const USWDS_FILE = /^(css\/uswds\.min\.css|(fonts|img)(\/[A-Za-z0-9_-]+)+\.(woff2|svg))$/;
const OWN_FILE = /^[a-z-]+\.(css|js|svg)$/;
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
/** A new version is there within the hour. */
const CACHE = 'public, max-age=3600';

/** `…/dist`, which holds `js/uswds.min.js`: the package's own entry. */
const USWDS = dirname(dirname(createRequire(import.meta.url).resolve('@uswds/uswds')));
const OWN = fileURLToPath(new URL('../../web/assets/', import.meta.url));

interface Asset {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Null for what is compressed already. */
  readonly gzipped: Uint8Array<ArrayBuffer> | null;
}

export function assetRoutes(): Hono {
  const kept = new Map<string, Promise<Asset>>();
  const assetAt = (path: string): Promise<Asset> => {
    // Only files that exist are kept, of which there are some hundred.
    const found = kept.get(path) ?? load(path);
    kept.set(path, found);
    found.catch(() => kept.delete(path));
    return found;
  };
  return new Hono()
    .get('/uswds/:name{.+}', async (context) => answer(context.req, await fileIn(USWDS, USWDS_FILE, context, assetAt)))
    .get('/:name', async (context) => answer(context.req, await fileIn(OWN, OWN_FILE, context, assetAt)));
}

async function fileIn(
  folder: string,
  allowed: RegExp,
  { req }: { readonly req: { param(name: 'name'): string | undefined } },
  assetAt: (path: string) => Promise<Asset>,
): Promise<Asset> {
  const name = req.param('name') ?? '';
  if (!allowed.test(name)) throw new ProblemError('no-such-route');
  try {
    return await assetAt(join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ProblemError('no-such-route', {});
    throw error;
  }
}

async function load(path: string): Promise<Asset> {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)]!;
  const bytes = new Uint8Array(await readFile(path));
  // Nothing in here is secret, so that its compressed size tells nobody anything.
  return { type, bytes, gzipped: type === 'font/woff2' ? null : new Uint8Array(await promisify(gzip)(bytes)) };
}

function answer(request: { header(name: string): string | undefined }, { type, bytes, gzipped }: Asset): Response {
  const headers = new Headers({ 'content-type': type, 'cache-control': CACHE, vary: 'accept-encoding' });
  if (gzipped === null || !/\bgzip\b/.test(request.header('accept-encoding') ?? ''))
    return new Response(bytes, { headers });
  headers.set('content-encoding', 'gzip');
  return new Response(gzipped, { headers });
}
