/** `npm run bench -- SUBCOMMAND [options]`: measurements on this machine, each with its servers, which are gone when it ends. */

/** A module for each; its `run` takes the options after the subcommand. */
const SUBCOMMANDS: { readonly [name: string]: () => Promise<{ run(options: string[]): Promise<void> }> } = {
  simple: () => import('./simple.ts'),
  long: () => import('./long.ts'),
  ledger: () => import('./ledger.ts'),
  queue: () => import('./queue.ts'),
};

const [name = '', ...options] = process.argv.slice(2);
const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
if (subcommand === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(SUBCOMMANDS).join(' | ')} [options]`);
  process.exitCode = 1;
} else {
  await (await subcommand()).run(options);
}
