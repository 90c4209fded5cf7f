import { isPortFree } from './free-port.ts';

/** Ports of the embedded default, each with the variable that moves it. All listen on loopback only. */
export const PORTS = {
  temporal: { title: 'the Temporal server', variable: 'CASEGATE_TEMPORAL_PORT', standard: 7233 },
  temporalUi: { title: 'Temporal UI', variable: 'CASEGATE_TEMPORAL_UI_PORT', standard: 8233 },
  api: { title: 'the casegate API', variable: 'CASEGATE_API_PORT', standard: 8080 },
  identity: { title: 'the synthetic identity provider', variable: 'CASEGATE_IDENTITY_PORT', standard: 8090 },
  // Not 5432: a PostgreSQL of the machine's own is often there.
  postgres: { title: 'the embedded PostgreSQL', variable: 'CASEGATE_POSTGRES_PORT', standard: 5439 },
} as const;
export type PortName = keyof typeof PORTS;
export type Ports = Readonly<Record<PortName, number>>;

const PORT_NAMES = Object.keys(PORTS) as readonly PortName[];

type Environment = Readonly<Record<string, string | undefined>>;

/** Something about the settings or the machine must be changed by a person; the message says what. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** @throws SettingsError for anything that is not a port, and for one port named twice */
export function portsOf(environment: Environment): Ports {
  const ports = {
    temporal: portOf('temporal', environment),
    temporalUi: portOf('temporalUi', environment),
    api: portOf('api', environment),
    identity: portOf('identity', environment),
    postgres: portOf('postgres', environment),
  };
  for (const [index, name] of PORT_NAMES.entries()) {
    const same = PORT_NAMES.slice(index + 1).find((other) => ports[other] === ports[name]);
    if (same) throw new SettingsError(`${PORTS[name].variable} and ${PORTS[same].variable} are both ${ports[name]}`);
  }
  return ports;
}

function portOf(name: PortName, environment: Environment): number {
  const { variable, standard } = PORTS[name];
  const text = environment[variable];
  if (!text) return standard;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new SettingsError(`${variable} must be a port, 1 to 65535; it is ${JSON.stringify(text)}`);
}

/** @throws SettingsError that names every port in use, which of ours needs it, and the variable that changes it */
export async function refusePortsInUse(ports: Ports, needed: readonly PortName[]): Promise<void> {
  const free = await Promise.all(needed.map((name) => isPortFree(ports[name])));
  const taken = needed.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  const lines = taken.map((name) => {
    const { title, variable } = PORTS[name];
    return `port ${ports[name]} is in use by another program, and ${title} needs it: stop that program, or set ${variable} to a free port`;
  });
  throw new SettingsError(lines.join('\n'));
}
