import { describe } from 'vitest';
import { outageAmid } from './outage-run.ts';

describe('row 25', () => {
  outageAmid(100);
});
