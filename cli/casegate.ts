#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

// Loading is most of what a short command takes. In the user's own folder: what lies in a shared one, another user could have put there.
enableCompileCache(
  process.env['NODE_COMPILE_CACHE'] ??
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'casegate', 'compiled'),
);
const [{ run }, { patientFetch }] = await Promise.all([import('./run.ts'), import('./patient-fetch.ts')]);

// Whoever reads only the beginning, such as `head`, has what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(`${text}\n`),
  stderr: (text) => void process.stderr.write(`${text}\n`),
  env: process.env,
  fetch: patientFetch,
  readFile: (path) => readFile(path),
  readStdin: () => buffer(process.stdin),
  now: () => Date.now(),
  isWatched: process.stderr.isTTY,
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
});
