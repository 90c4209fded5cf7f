import { floodOf } from './flood-run.ts';

floodOf(10_000);
