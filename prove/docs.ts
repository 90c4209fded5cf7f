#!/usr/bin/env node
/** `npm run docs`: writes what is generated in docs/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedDocs } from './case-spec.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
for (const [path, content] of await generatedDocs(project)) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), content);
  console.log(path);
}
