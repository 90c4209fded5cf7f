/** Every form that advice was given on is kept under its version: the record names it for years. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ADVICE_FORM, ADVICE_FORM_FIELDS, ADVICE_FORM_PATH } from '../../schemas/form-version.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

test('the present form is kept, under the version that advice names', () => {
  const path = join(PROJECT, ADVICE_FORM_PATH);
  if (!existsSync(path)) {
    writeFileSync(path, `${JSON.stringify(ADVICE_FORM_FIELDS, null, 2)}\n`);
    expect.fail(`this form is new: ${ADVICE_FORM_PATH} has been written, commit it`);
  }
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(ADVICE_FORM_FIELDS);
  expect(basename(path, '.json')).toBe(ADVICE_FORM.replace('/', '-'));
});
