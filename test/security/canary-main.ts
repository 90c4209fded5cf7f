/** `npm run canary [-- --cases 30]`: see canary.ts. Ends with 0 where nothing leaked, and where everything was found without encryption. */
import { parseArgs } from 'node:util';
import { keptTexts, leaksOf, runCanary, type CanaryReport } from './canary.ts';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '30' } } });
const caseCount = Number(values.cases);
if (!Number.isInteger(caseCount) || caseCount < 1 || caseCount > 100) throw new Error('--cases takes 1 to 100');

console.log(`\nwith encryption: ${caseCount} cases`);
const encrypted = await runCanary(caseCount, true, true);
print(encrypted);
const leaks = leaksOf(encrypted);
for (const start of leaks)
  console.log(
    `  LEAKED: case ${encrypted.canaries.planted.get(start)!.caseNumber}, ${encrypted.canaries.planted.get(start)!.field}`,
  );
console.log(`${leaks.size} leaks`);

console.log('\nthe same search in a copy without encryption, in which it has to find them all: 3 cases');
const plain = await runCanary(3, false, true);
print(plain);
const kept = keptTexts(plain);
const missed = kept.filter((start) => !leaksOf(plain).has(start));
for (const start of missed) console.log(`  MISSED: ${plain.canaries.planted.get(start)!.field}`);
console.log(`${kept.length - missed.length} of ${kept.length} found`);
const isRight = leaks.size === 0 && missed.length === 0 && encrypted.readRightly > 0;
process.exitCode = isRight ? 0 : 1;

function print({ places, canaries, played, notSent, readRightly }: CanaryReport): void {
  console.log(`  ${canaries.planted.size} canaries planted; ${readRightly} of them read by whoever has a need to know`);
  console.log(
    `  verbs: ${played.accepted.size} accepted somewhere, ${played.refused.size} refused somewhere, ${notSent.length} not sent`,
  );
  for (const { name, bytes, found } of places)
    console.log(`  ${String(found.size).padStart(5)} in ${name} (${Math.ceil(bytes / 1024)} KiB searched)`);
}
