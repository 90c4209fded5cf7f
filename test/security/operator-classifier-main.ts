/** `npm run classify [-- --cases 400]`: synthetic cases, half of them protected, at random points of their life; then what their operator can tell. */
import { randomInt, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { startTestTemporal } from '../../dev/test-servers.ts';
import { factsDigestOf } from '../../machines/case-context.ts';
import { PARTNER_CLASSES } from '../../schemas/words.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack } from '../workflows/stack.ts';
import { caseInput, PROTECTED, submitTo } from '../workflows/synthetic-case.ts';
import { advantageOf, sampleOf, SURFACES, type Sample } from './operator-classifier.ts';

const TASK_QUEUE = 'gate';
const AT_ONCE = 8;

const { values } = parseArgs({ options: { cases: { type: 'string', default: '400' } } });
const count = Number(values.cases);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const temporal = await startTestTemporal();
const keyRing = ringOf('k-1', { 'k-1': 1 });
const { activities } = new MemoryLedger();
const stack = await startStack({ address: temporal.address, activities, keyRing, taskQueue: TASK_QUEUE });
const connection = await Connection.connect({ address: temporal.address });
const keyless = new Client({ connection });
try {
  const samples: Sample[] = [];
  for (let first = 0; first < count; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => first + index);
    samples.push(...(await Promise.all(numbers.map((number) => play(number % 2 === 0)))));
  }
  // In random order, since folds go by place.
  for (let place = samples.length - 1; place > 0; place -= 1) {
    const other = randomInt(place + 1);
    [samples[place], samples[other]] = [samples[other]!, samples[place]!];
  }
  console.log(`${samples.length} cases, half of them protected; advantage over chance (0: none, 1: certainty)`);
  for (const surface of SURFACES) console.log(`  ${surface.padEnd(10)} ${advantageOf(samples, surface).toFixed(3)}`);
} finally {
  await stack.stop();
  await connection.close();
  await temporal.stop();
}

/** How far a case has got is as random for a protected one as for another: an operator looks at some moment. */
async function play(isProtected: boolean): Promise<Sample> {
  const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const input = caseInput(isProtected ? [PROTECTED] : []);
  const factsDigest = factsDigestOf(input.facts);
  const submit = (to: string, by: string, event: Record<string, unknown>) =>
    submitTo(stack.client, caseId, to, by, event);
  await createTemporalCases({ client: stack.client, taskQueue: TASK_QUEUE }).start(caseId, input);
  const answered = randomInt(PARTNER_CLASSES.length + 3);
  for (const partnerClass of PARTNER_CLASSES.slice(0, answered))
    await submit(`root/${partnerClass}`, `partner-${partnerClass}`, { type: 'request.answered', answer: 'noConflict' });
  const isAnswered = answered >= PARTNER_CLASSES.length;
  const advice = [
    { type: 'task.claimed' },
    { type: 'task.started' },
    { type: 'task.completed', advice: 'consistent', factsDigest, conditions: [], text: 'x' },
  ];
  const steps = isAnswered ? advice.length : randomInt(advice.length + 1);
  if (isProtected) for (const event of advice.slice(0, steps)) await submit('root/consultation', 'legal-a', event);
  if (isAnswered && randomInt(2) === 0) {
    await submit('root', 'supervisor-a', {
      type: 'decision.cleared',
      factsDigest,
      schedule: input.schedule,
      note: 'x',
    });
    await submit('root', 'supervisor-a', { type: 'action.recorded', outcome: 'actionNotTaken', note: 'x' });
  }
  return sampleOf(keyless, caseId, isProtected);
}
