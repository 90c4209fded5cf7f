import { fileURLToPath } from 'node:url';

/** Where every test finds the workflow bundle, by the digest of what goes into it: making one takes seconds. */
export const TEST_BUNDLES = fileURLToPath(new URL('../../.casegate/cache/test-bundles', import.meta.url));
