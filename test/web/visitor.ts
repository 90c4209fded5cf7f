/** A browser's part without a browser: cookies, redirects and forms, over the app in memory. */
import type { Hono } from 'hono';
import { createApp } from '../../api/app.ts';
import type { Signed } from '../../api/http/identity.ts';
import type { AppPorts } from '../../api/ports.ts';
import type { Identity, SessionStore, SignIn } from '../../api/sign-in/sign-in.ts';
import { embeddedPersonOf } from '../../api/sign-in/staff-directory.ts';
import { createMemoryStack, type MemoryStack } from '../api/memory-stack.ts';

export const ORIGIN = 'http://127.0.0.1:8080';
export const ISSUER = 'http://127.0.0.1:8090';

export interface Pages {
  readonly stack: MemoryStack;
  readonly app: Hono<Signed>;
  readonly ports: AppPorts;
  /** Secrets of open sessions; emptied, every session has ended. */
  readonly sessions: Map<string, Identity>;
  visitor(handle?: string): Promise<Visitor>;
}

/** Sessions in memory; `session-store.test.ts` has the real ones. */
export function memorySessions(sessions: Map<string, Identity>): SessionStore {
  return {
    open: async (identity) => {
      const secret = `secret-${sessions.size + 1}-${identity.subject}`;
      sessions.set(secret, identity);
      return secret;
    },
    find: async (secret) => sessions.get(secret) ?? null,
    look: async (secret) => sessions.get(secret) ?? null,
    close: async (secret) => void sessions.delete(secret),
  };
}

/** @param more ports in place of those in memory */
export function createPages(own: Partial<SignIn> = {}, more: Partial<AppPorts> = {}): Pages {
  const stack = createMemoryStack();
  const sessions = new Map<string, Identity>();
  const unused = (): never => {
    throw new Error('not in this test');
  };
  const signIn: SignIn = {
    publicUrl: new URL(ORIGIN),
    provider: { begin: unused, finish: unused, signOutUrl: async () => null },
    accessTokens: { verify: unused },
    sessions: memorySessions(sessions),
    personOf: embeddedPersonOf(stack.ports.people, ISSUER),
    ...own,
  };
  const ports = { ...stack.ports, ...more, signIn };
  const app = createApp(ports);
  return {
    stack,
    app,
    ports,
    sessions,
    async visitor(handle) {
      const visitor = createVisitor(app, signIn.publicUrl.origin);
      if (handle !== undefined) {
        const secret = await signIn.sessions.open({ issuer: ISSUER, subject: handle }, ports.clock());
        visitor.cookies.set(`casegate-${signIn.publicUrl.port}-session`, secret);
      }
      return visitor;
    },
  };
}

export interface Shown {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Path and query after all redirects. */
  readonly path: string;
}

export type Visitor = ReturnType<typeof createVisitor>;

export function createVisitor(app: Pick<Hono<Signed>, 'request'>, origin: string) {
  const cookies = new Map<string, string>();
  const send = async (method: string, path: string, init: { body?: string; headers?: Record<string, string> } = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await app.request(new URL(path, origin).href, {
      method,
      headers: { ...(cookie === '' ? {} : { cookie }), ...init.headers },
      ...(init.body === undefined ? {} : { body: init.body }),
    });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return response;
  };
  const follow = async (response: Response, path: string): Promise<Shown> => {
    const location = response.headers.get('location');
    if (location !== null && response.status < 400) {
      const next = new URL(location, new URL(path, origin));
      if (next.origin === origin) return get(next.pathname + next.search);
    }
    return { status: response.status, html: await response.text(), headers: response.headers, path };
  };
  const get = async (path: string): Promise<Shown> => follow(await send('GET', path), path);
  const post = async (
    path: string,
    fields: readonly (readonly [string, string])[],
    headers: Record<string, string> = { origin },
  ): Promise<Shown> => {
    const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return follow(await send('POST', path, { body, headers: { ...type, ...headers } }), path);
  };
  return {
    cookies,
    send,
    get,
    post,
    /** Opens a page, fills its form, and sends it. */
    async submit(path: string, typed: Readonly<Record<string, string>>): Promise<Shown> {
      const { html } = await get(path);
      const hidden = hiddenFields(html).filter(([name]) => !Object.hasOwn(typed, name));
      return post(path.split('?')[0]!, [...hidden, ...Object.entries(typed)]);
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', value = ''] = pair.split('=');
  if (attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) cookies.delete(name);
  else cookies.set(name, value);
}

/** Hidden fields of the page's last form: the first is for signing out. */
export function hiddenFields(html: string): (readonly [name: string, value: string])[] {
  const form = html.slice(html.lastIndexOf('<form'));
  return [...form.matchAll(/<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"/g)].map(
    ([, name, value]) => [name!, unescaped(value!)] as const,
  );
}

/** Every field of the page's last form that nobody has to fill in, as a browser would send it: the hidden ones, and what its areas hold. */
export function keptFields(html: string): [string, string][] {
  const form = html.slice(html.lastIndexOf('<form'));
  const areas = [...form.matchAll(/<textarea[^>]*\sname="([^"]*)"[^>]*>([^<]*)<\/textarea/g)];
  // A parser drops the line end that an area begins with.
  const texts = areas.map(([, name, text]): [string, string] => [name!, unescaped(text!.replace(/^\n/, ''))]);
  return [...hiddenFields(html).map(([name, value]): [string, string] => [name, value]), ...texts];
}

export const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** What a person reads of a page. */
export const textOf = (html: string): string => unescaped(html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '));
