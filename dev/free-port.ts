import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (Linux: from 32768, others: from 49152), of which tests open thousands, and above
 * those that well-known programs have.
 */
const LOWEST = 20_000;
const HIGHEST = 32_767;
/** Of these ports a few dozen are in use at most: that many wrong guesses are another fault. */
const GUESSES_MAX = 100;

/** A port on loopback that is free now. For tests: another server may take it before it is used, and no outgoing connection does. */
export async function freePort(): Promise<number> {
  for (let guess = 0; guess < GUESSES_MAX; guess += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no port from ${LOWEST} to ${HIGHEST} is free`);
}

/** Whether a server could listen on this port of the loopback address now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}

/** Whether something accepts connections at this port of the loopback address. Takes nothing from whoever is about to listen. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
