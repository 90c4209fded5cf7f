import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.ts';
import { ringOf } from './rings.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

test('what the workflow sandbox loads bundles: it imports nothing of node', async () => {
  const { failureConverterPath } = createDataConverter(ringOf('one', { one: 1 }));
  const { code } = await bundleWorkflowCode({
    workflowsPath: pathOf('schemas/unauthentic.ts'),
    failureConverterPath: failureConverterPath!,
  });
  expect(code).toContain('casegate/unauthentic');
  expect(code).toContain('EncryptedFailureConverter');
});
