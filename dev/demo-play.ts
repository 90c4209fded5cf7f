import { exampleCase } from '../schemas/example-case.ts';
import { ServiceProblem } from '../cli/client.ts';
import { renderProblem } from '../cli/render.ts';
import type { TimelineEntry } from '../schemas/answers.ts';
import type { DemoCase } from './demo-cases.ts';
import type { DemoReport } from './demo-report.ts';
import type { Stage } from './demo-stage.ts';

const READER = 'supervisor-a';

/** Plays one case to its end and compares. Whatever goes otherwise than it has to stands in the report; it never throws. */
export async function playCase(demoCase: DemoCase, stage: Stage): Promise<DemoReport> {
  const { name, title, endsAs } = demoCase;
  const unexpected: string[] = [];
  const note = (error: unknown): void =>
    void unexpected.push(error instanceof ServiceProblem ? renderProblem(error.problem) : String(error));
  let caseId: string | null = null;
  try {
    caseId = await start(demoCase, stage);
    await demoCase.play(stage, caseId);
  } catch (error) {
    note(error);
  }
  let state: string | null = null;
  let timeline: readonly TimelineEntry[] = [];
  try {
    if (caseId !== null) {
      ({ state } = await stage.as(READER).call('getCase', { params: { case: caseId } }));
      timeline = await timelineOf(stage, caseId);
      unexpected.push(...differences(demoCase, state, timeline));
    }
  } catch (error) {
    note(error);
  }
  return { name, title, case: caseId, state, endsAs, unexpected, timeline };
}

async function start({ name, row }: DemoCase, stage: Stage): Promise<string> {
  const example = exampleCase(row, Date.now());
  // Each about somebody else: known status and adverse advice follow a person into later cases (row 29).
  const facts = { ...example.facts, personKey: `SYN-DEMO-${name}` };
  const { case: caseId } = await stage.as(READER).call('startCase', { body: { ...example, facts } });
  // A start is accepted before it is in the record.
  await stage.until('the case is in the record', () => recorded(stage, caseId));
  return caseId;
}

async function recorded(stage: Stage, caseId: string): Promise<true | null> {
  try {
    await stage.as(READER).call('getCase', { params: { case: caseId } });
    return true;
  } catch (error) {
    if (error instanceof ServiceProblem && error.problem.type === '/problems/not-found') return null;
    throw error;
  }
}

async function timelineOf(
  stage: Stage,
  caseId: string,
  after: string | null = null,
): Promise<readonly TimelineEntry[]> {
  const { entries, next } = await stage.as(READER).call('getTimeline', { params: { case: caseId }, query: { after } });
  return next === null ? entries : [...entries, ...(await timelineOf(stage, caseId, next))];
}

function differences(
  { endsAs, happens }: DemoCase,
  state: string,
  timeline: readonly TimelineEntry[],
): readonly string[] {
  const wrongEnd = state === endsAs ? [] : [`the case is ${state} instead of ${endsAs}`];
  let from = 0;
  const missing = happens.filter((expected) => {
    const found = timeline.findIndex(({ words }, index) => index >= from && words === expected);
    if (found >= 0) from = found + 1;
    return found < 0;
  });
  return [...wrongEnd, ...missing.map((words) => `the timeline lacks, or has too early: ${words}`)];
}
