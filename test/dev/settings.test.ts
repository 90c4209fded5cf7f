import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../dev/free-port.ts';
import { PORTS, portsOf, refusePortsInUse } from '../../dev/settings.ts';

test('ports have standards and are moved by variables', () => {
  expect(portsOf({ CASEGATE_API_PORT: '9090' })).toEqual({
    temporal: 7233,
    temporalUi: 8233,
    api: 9090,
    identity: 8090,
    postgres: 5439,
  });
});

test.each(['0', '65536', '80.5', '-1', 'http', ' 80', '0x50'])('the port %j is refused by its variable', (text) => {
  expect(() => portsOf({ CASEGATE_POSTGRES_PORT: text })).toThrow(/^CASEGATE_POSTGRES_PORT must be a port/);
});

test('one port for two servers is refused by both variables', () => {
  expect(() => portsOf({ CASEGATE_API_PORT: '7233' })).toThrow(
    'CASEGATE_TEMPORAL_PORT and CASEGATE_API_PORT are both 7233',
  );
});

test('a port in use is refused with the port, what needs it, and the variable; free ones are not named', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: taken } = server.address() as AddressInfo;
  const [temporal, api, identity] = await Promise.all([freePort(), freePort(), freePort()]);
  const ports = { temporal, temporalUi: taken, api, identity, postgres: taken };
  try {
    await expect(refusePortsInUse(ports, ['temporal', 'temporalUi', 'api'])).rejects.toThrow(
      new RegExp(
        `^port ${taken} is in use by another program, and Temporal UI needs it: .* ${PORTS.temporalUi.variable} to a free port$`,
      ),
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await refusePortsInUse({ ...ports, temporalUi: taken }, ['temporal', 'temporalUi', 'api']);
});
