/**
 * Stands in for `temporal server start-dev` where `TEMPORAL_CLI_PATH` leads here, as `npm run test:real` makes it: takes the flags that
 * the dev server takes, and becomes the real server on PostgreSQL with the configuration of docker-compose.yml. So every suite and the
 * demonstration run against it unchanged. It becomes that process, so that a test that kills the one kills the other.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { realServerEnvironment } from './real-server-environment.ts';
import { cloneTemplates, databasesFor, REAL_POSTGRES_VARIABLE } from './real-server-state.ts';

const settings = z
  .object({
    [REAL_POSTGRES_VARIABLE]: z.string().min(1),
    CASEGATE_REAL_SERVER: z.string().min(1),
    CASEGATE_REAL_PASSWORD_FILE: z.string().min(1),
  })
  .parse(process.env);

// Strict: a flag that nobody thought of here might change what is tested.
const { values: flags } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string' },
    'db-filename': { type: 'string' },
    // Registered in the databases that are cloned.
    namespace: { type: 'string' },
    'search-attribute': { type: 'string', multiple: true },
    // In ops/temporal/dynamic-config.yaml; test/ops compares the two.
    'dynamic-config-value': { type: 'string', multiple: true },
    // The same for both servers, or of no meaning for this one.
    ip: { type: 'string' },
    'log-level': { type: 'string' },
    'log-format': { type: 'string' },
    'sqlite-pragma': { type: 'string', multiple: true },
    // The real server has no Temporal UI in it.
    headless: { type: 'boolean' },
    'ui-ip': { type: 'string' },
    'ui-port': { type: 'string' },
    'ui-disable-news-fetch': { type: 'boolean' },
  },
});

const superuserUrl = settings[REAL_POSTGRES_VARIABLE];
const databases = databasesFor(flags['db-filename']);
await cloneTemplates(superuserUrl, databases);
const environment = await realServerEnvironment({
  port: Number(flags.port),
  databases,
  databaseAddress: new URL(superuserUrl).host,
  passwordFile: settings.CASEGATE_REAL_PASSWORD_FILE,
});
if (!process.execve) throw new Error('this platform cannot replace a process by another');
process.execve(settings.CASEGATE_REAL_SERVER, ['temporal-server', 'start'], environment);
