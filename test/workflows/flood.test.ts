import { floodOf } from './flood-run.ts';

floodOf(2_000);
