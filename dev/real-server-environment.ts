import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isPortFree } from './free-port.ts';
import type { ServerDatabases } from './real-server-state.ts';

const OPS = fileURLToPath(new URL('../ops/', import.meta.url));

/** Membership and gRPC ports of the four services, one after the other (ops/temporal/server.yaml). */
const INTERNAL_PORTS = 7;
/** Below the ports that systems hand out for port 0, so that no other test's server gets one of them. */
const PORTS_FROM = 20_000;
const PORTS_TO = 32_000;
const PORT_SEARCHES_MAX = 100;

export interface RealServerSettings {
  readonly port: number;
  readonly databases: ServerDatabases;
  /** `host:port` of PostgreSQL. */
  readonly databaseAddress: string;
  readonly passwordFile: string;
}

/** Settings for ops/temporal/server.yaml, that is, for the configuration that docker-compose.yml mounts. */
export async function realServerEnvironment(settings: RealServerSettings): Promise<Record<string, string>> {
  return {
    TEMPORAL_SERVER_CONFIG_FILE_PATH: `${OPS}temporal/server.yaml`,
    TEMPORAL_DYNAMIC_CONFIG_PATH: `${OPS}temporal/dynamic-config.yaml`,
    TEMPORAL_ALLOW_NO_AUTH: 'true',
    TEMPORAL_LOG_LEVEL: 'warn',
    // Each shard of history costs; a test has few cases.
    TEMPORAL_HISTORY_SHARDS: '4',
    TEMPORAL_FRONTEND_PORT: String(settings.port),
    TEMPORAL_INTERNAL_PORTS_FROM: String(await freePortsFrom(settings.databases)),
    TEMPORAL_DB_ADDRESS: settings.databaseAddress,
    TEMPORAL_DB_PASSWORD_FILE: settings.passwordFile,
    TEMPORAL_DB_NAME: settings.databases.store,
    TEMPORAL_VISIBILITY_DB_NAME: settings.databases.visibility,
    // The test database takes a hundred connections.
    TEMPORAL_DB_CONNECTIONS_MAX: '10',
    PATH: process.env['PATH'] ?? '',
  };
}

/**
 * The same for the same databases, where they are free: a server that comes back after a kill is then the member that it was, as a
 * container is. At other ports it would first wait for the dead one.
 */
async function freePortsFrom(databases: ServerDatabases): Promise<number> {
  const places = Math.floor((PORTS_TO - PORTS_FROM) / INTERNAL_PORTS);
  const first = createHash('sha256').update(databases.store).digest().readUInt32BE() % places;
  for (let search = 0; search < PORT_SEARCHES_MAX; search += 1) {
    const from = PORTS_FROM + ((first + search) % places) * INTERNAL_PORTS;
    const ports = Array.from({ length: INTERNAL_PORTS }, (_, index) => from + index);
    if ((await Promise.all(ports.map(isPortFree))).every(Boolean)) return from;
  }
  throw new Error(`no ${INTERNAL_PORTS} free ports in a row between ${PORTS_FROM} and ${PORTS_TO}`);
}
