/** `npm run attack`: every try by name, how it was refused, what is on record of it, and what time tells. Ends with 0 where each was refused, leaked nothing and changed nothing. */
import { attackAll } from './attack.ts';
import { attackTemporal } from './attack-temporal.ts';
import { timeRefusals } from './attack-timing.ts';
import { REFUSAL_BEAT_MS } from '../../api/http/even-refusals.ts';

const verdicts = [...(await attackAll()), ...(await attackTemporal())];
let group = '';
for (const verdict of verdicts) {
  if (verdict.group !== group) console.log(`\n${(group = verdict.group)}`);
  console.log(`  ${verdict.status.padEnd(4)} ${verdict.name}  [on record: ${verdict.recorded}]`);
  for (const what of verdict.wrong) console.log(`       WRONG: ${what}`);
}
const count = (is: (verdict: (typeof verdicts)[number]) => boolean): number => verdicts.filter(is).length;
const [refused, leaked, changed] = [
  count((one) => one.refused),
  count((one) => one.leaked),
  count((one) => one.changed),
];
console.log('\nwhat time tells of a case of another office, and what is in it, and of one that does not exist');
for (const { asked, beatMs, requests, medianMs, advantage } of await timeRefusals([null, REFUSAL_BEAT_MS]))
  console.log(
    `  ${asked}, ${beatMs === null ? 'at once' : `on a beat of ${beatMs} ms`}: medians ${medianMs.foreign.toFixed(2)} and ${medianMs.unknown.toFixed(2)} ms, ` +
      `advantage of the best threshold ${advantage.toFixed(2)} (${requests} of each)`,
  );
console.log(`\n${verdicts.length} tries, ${refused} refused, ${leaked} leaked, ${changed} changed`);
process.exitCode = verdicts.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
