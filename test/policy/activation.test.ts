import { activationOver } from './activation-run.ts';

// The same with 500 is in activation.long.ts.
activationOver(40, 600_000);
