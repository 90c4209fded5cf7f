/**
 * The issuer of the embedded default: real OpenID Connect with people that are plainly synthetic. It asks for no password: whoever sits at
 * this machine picks who to be.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { JWK } from 'jose';
import { interactionPolicy, Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import type { SyntheticPerson } from './people.ts';
import { pickedWith, pickerPage, PICKER_CSS, goneWrongPage } from './identity-pages.ts';

/** What access tokens for the API are made out to. */
const API_AUDIENCE = 'urn:casegate:api';
const EMBEDDED_CLIENT_ID = 'casegate';

const INTERACTION = /^\/interaction\/([A-Za-z0-9_-]{1,64})$/;
/** A form with one short field. */
const FORM_BYTES_MAX = 1_024;
/** Somebody may look at the picker for as long as an hour; the way back into the app has a limit of its own. */
const INTERACTION_SECONDS = 3_600;
const ACCESS_TOKEN_SECONDS = 300;

export interface IdentityProviderOptions {
  readonly port: number;
  /** Where people come from and go back to: the origin of the pages. */
  readonly publicUrl: string;
  readonly clientSecret: string;
  /** Private keys for signing. */
  readonly keys: readonly JWK[];
  readonly people: readonly SyntheticPerson[];
}

type InteractionDetails = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface RunningIdentityProvider {
  readonly issuer: string;
  stop(): Promise<void>;
}

/** Listens on the loopback interface alone. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<RunningIdentityProvider> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const provider = new Provider(issuer, configurationOf(options));
  const respond = provider.callback();
  const server = createServer((request, response) => {
    const answered = ownPages(provider, options, request, response);
    if (answered === null) void respond(request, response);
    else void answered.catch(() => send(response, 400, goneWrongPage(options.publicUrl), options));
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return { issuer, stop: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function configurationOf({ publicUrl, clientSecret, keys, people }: IdentityProviderOptions): Configuration {
  return {
    clients: [
      {
        client_id: EMBEDDED_CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: [new URL('/web/sign-in/callback', publicUrl).href],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [...keys] as never },
    // Cookies need not outlive this process: whoever was picking starts again.
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'] },
    ttl: {
      Interaction: INTERACTION_SECONDS,
      Session: INTERACTION_SECONDS,
      Grant: INTERACTION_SECONDS,
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      IdToken: ACCESS_TOKEN_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // A token for the API only where one asks for it: the pages need none.
        defaultResource: () => [],
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: '', audience: API_AUDIENCE, accessTokenFormat: 'jwt' }),
      },
    },
    interactions: { policy: alwaysAsk(), url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, handle) => accountOf(people, handle),
    // Nobody is asked whether the app may know who they are: it is the reason why they are here.
    loadExistingGrant: grantEverything,
    renderError: (context) => {
      context.type = 'html';
      context.body = goneWrongPage(publicUrl);
    },
  };
}

/** No single sign-on here: each sign-in asks anew who to be. */
function alwaysAsk(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy
    .get('login')!
    .checks.add(
      new interactionPolicy.Check(
        'always',
        'each sign-in asks who to be',
        ({ oidc }) => oidc.result?.login === undefined,
      ),
    );
  return policy;
}

function accountOf(people: readonly SyntheticPerson[], handle: string) {
  const found = people.find((person) => person.handle === handle);
  if (found === undefined) return undefined;
  return { accountId: handle, claims: () => ({ sub: handle, name: found.displayName }) };
}

async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client!.clientId,
    accountId: oidc.session!.accountId!,
  });
  grant.addOIDCScope('openid profile');
  grant.addResourceScope(API_AUDIENCE, '');
  await grant.save();
  return grant;
}

/** The pages that are ours and not the library's; null for every other address. */
function ownPages(
  provider: Provider,
  options: IdentityProviderOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> | null {
  const path = new URL(request.url ?? '/', 'http://local').pathname;
  if (path === '/picker.css') return Promise.resolve(send(response, 200, PICKER_CSS, options, 'text/css'));
  if (!INTERACTION.test(path)) return null;
  return request.method === 'POST'
    ? pick(provider, options, request, response)
    : showPicker(provider, options, request, response);
}

async function showPicker(
  provider: Provider,
  options: IdentityProviderOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(request, response);
  send(response, 200, pickerPage(options.people, pickedIn(request)), options);
}

/** What a browser has picked of the way through a case is its own to remember: as long as it is open, and at these pages alone. */
const WAY_COOKIE = 'casegate-way';
const WAY = /(?:^|;\s*)casegate-way=(\d(?:\.\d){0,9})(?:;|$)/;
const pickedIn = ({ headers }: IncomingMessage): readonly number[] =>
  WAY.exec(headers.cookie ?? '')?.[1]
    ?.split('.')
    .map(Number) ?? [];

async function pick(
  provider: Provider,
  { people, publicUrl }: IdentityProviderOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const handle = new URLSearchParams(await bodyOf(request)).get('person');
  if (!people.some((person) => person.handle === handle)) throw new Error(`nobody of ${publicUrl} was picked`);
  await endSession(provider, await provider.interactionDetails(request, response));
  const step = new URL(request.url ?? '/', 'http://local').searchParams.get('step');
  const picked = pickedWith(pickedIn(request), step);
  if (picked.length > 0)
    response.appendHeader('set-cookie', `${WAY_COOKIE}=${picked.join('.')}; Path=/interaction; HttpOnly; SameSite=Lax`);
  await provider.interactionFinished(request, response, { login: { accountId: handle!, remember: false } });
}

/** Who was signed in before in this browser is not asked to sign out first: the one who picks now takes their place. */
async function endSession(provider: Provider, interaction: InteractionDetails): Promise<void> {
  if (interaction.session === undefined) return;
  await (await provider.Session.findByUid(interaction.session.uid))?.destroy();
  interaction.session = undefined;
  await interaction.save(INTERACTION_SECONDS);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > FORM_BYTES_MAX) throw new Error('a form of this size is none of ours');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  { publicUrl }: Pick<IdentityProviderOptions, 'publicUrl'>,
  type = 'text/html',
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // A form's answer may lead to the pages and nowhere else; browsers check that along redirects too.
    'content-security-policy': `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(publicUrl).origin}; base-uri 'none'; frame-ancestors 'none'`,
  });
  response.end(body);
}
