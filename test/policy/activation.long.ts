import { activationOver } from './activation-run.ts';

activationOver(500, 1_800_000);
