import { outageAmid } from './outage-run.ts';

outageAmid(40);
