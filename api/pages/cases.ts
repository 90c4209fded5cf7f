/** A case, and a consultation: all that a person may know of it, and what they can do. */
import { Hono, type Context } from 'hono';
import { casePage } from '../../web/case-page.ts';
import { casesPage } from '../../web/cases-page.ts';
import { startedPage } from '../../web/start-page.ts';
import { taskPage } from '../../web/task-page.ts';
import { timelinePage } from '../../web/timeline-page.ts';
import type { Said } from '../../web/parts.ts';
import type { Viewer } from '../../web/turn.ts';
import type { ActWays } from '../../web/act-buttons.ts';
import type { PagePorts } from './actions.ts';
import { aboutOf, CONSULTATION, consultationOf } from '../../machines/case-program.ts';
import { may } from '../../machines/may.ts';
import { ROOT } from '../../machines/system.ts';
import type { Answer } from '../../schemas/answers.ts';
import { historyPage } from '../../web/history-page.ts';
import { readableCase } from '../access/case-access.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { activeStates } from '../resources/case-chart.ts';
import { nameOfId } from '../resources/timeline.ts';
import { needToKnowOf } from '../access/need-to-know.ts';
import { denialsOf } from '../access/oversight.ts';
import { PageProblem, type PageApi } from './api.ts';
import { conditionTexts, cursorBefore, epochEntries, latestEntries } from './entries.ts';
import { recordedBeside, saidByForm, saidIn } from './said.ts';
import { drawingOf } from '../../web/charts.ts';
import { newUpdateId } from '../../schemas/ids.ts';
import { asksNothing, collectionOf } from './commands.ts';
import { queryOf, type Visited } from './visit.ts';

export function casePages({ ports, api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>()
    .get('/cases', async (context) => {
      const { case: reference = '', state = '' } = context.req.query();
      if (reference.trim() !== '') return context.redirect(`/web/cases/${encodeURIComponent(reference.trim())}`);
      const query = queryOf(context, ['state', 'after']);
      const page = await api.get(context.get('person'), 'listCases', { query });
      return context.html(casesPage(context.get('visitor'), { ...page, state }));
    })
    .get('/cases/:case', async (context) => {
      const person = context.get('person');
      const id = context.req.param('case');
      const params = { case: id };
      const shown = await firstLook(api, context, id);
      if (shown === null) return context.html(startedPage(context.get('visitor'), id), 202);
      const [why, timeline, people, record, drawing] = await Promise.all([
        api.get(person, 'getWhy', { params }),
        latestEntries(api, person, id),
        api.get(person, 'listAssignments', { params }),
        readableCase(ports, person, id),
        drawingOf('case'),
      ]);
      const epoch = await epochEntries(api, person, id, timeline);
      const chart = { drawing, active: activeStates(record.system, person), title: 'Where the case stands' };
      const about = aboutOf(record.system, ROOT, ports.clock(), needToKnowOf(ports, person, record));
      return context.html(
        casePage(context.get('visitor'), {
          shown,
          why,
          timeline,
          chart,
          conditions: conditionTexts(epoch),
          epoch,
          ways: waysOf(context, shown),
          people,
          canAssign: may(person, 'case.assigned', about).length === 0,
          canRelease: may(person, 'advice.released', about).length === 0,
          canDisclose: denialsOf(ports, person, 'disclosure.recorded').length === 0,
          said: saidIn(context, shown.entry) ?? saidBeside(context),
          viewer: viewerOf(context),
          owner: ownerIn(ports, record),
          consultation: consultationStateIn(record),
        }),
      );
    })
    .get('/cases/:case/timeline', async (context) => {
      const id = context.req.param('case');
      const timeline = await latestEntries(api, context.get('person'), id, context.req.query('after') ?? null);
      return context.html(timelinePage(context.get('visitor'), id, timeline));
    })
    .get('/cases/:case/history/:entry', async (context) => {
      const id = context.req.param('case');
      const person = context.get('person');
      const [then, drawing] = await Promise.all([
        api.get(person, 'getCaseAfterEntry', { params: context.req.param() }),
        drawingOf('case'),
      ]);
      const timeline = await latestEntries(api, person, id, cursorBefore(then.entry + 1));
      const epoch = await epochEntries(api, person, id, timeline);
      const conditions = conditionTexts(epoch);
      return context.html(historyPage(context.get('visitor'), { stood: then, drawing, timeline, epoch, conditions }));
    })
    .get('/tasks/:task', async (context) => {
      const person = context.get('person');
      const task = await api.get(person, 'getTask', { params: context.req.param() });
      const [shown, timeline, { system }, drawing] = await Promise.all([
        api.get(person, 'getCase', { params: { case: task.case } }),
        latestEntries(api, person, task.case),
        readableCase(ports, person, task.case),
        drawingOf('consultation'),
      ]);
      const chart = {
        drawing,
        active: activeStates(system, person, CONSULTATION),
        title: 'Where the consultation stands',
      };
      return context.html(
        taskPage(context.get('visitor'), {
          task,
          shown,
          timeline,
          chart,
          ways: waysOf(context, shown, 'tasks'),
          said: saidIn(context, shown.entry),
          viewer: viewerOf(context),
        }),
      );
    });
}

/**
 * The case, before all else of it is read: who may not read it is refused once, on record and in the time that every refusal takes.
 * Null where it was accepted just now, and is not in the record yet.
 */
async function firstLook(api: PageApi, context: Context<Visited>, id: string): Promise<Answer<'Case'> | null> {
  try {
    return await api.get(context.get('person'), 'getCase', { params: { case: id } });
  } catch (fault) {
    const isStarted = saidByForm(context, 'awaiting') === 'case.started';
    if (!isStarted || !(fault instanceof PageProblem) || fault.problem.type !== '/problems/not-found') throw fault;
    context.set('isSaidAgain', true);
    return null;
  }
}

const saidBeside = (context: Context<Visited>): Said | null => {
  const what = recordedBeside(context);
  return what === null ? null : { what, awaitsRecord: false };
};

/** Of the consultation, while it is open. */
function ownerIn({ people }: AppPorts, { system }: CaseRecord): string | null {
  const consultation = consultationOf(system);
  const owner = consultation?.status === 'active' ? consultation.context.owner : null;
  return owner === null ? null : nameOfId(people, owner);
}

/** By the name that its task has; null where none is open. */
function consultationStateIn({ system }: CaseRecord): string | null {
  const consultation = consultationOf(system);
  return consultation?.status === 'active' ? (consultation.value as { readonly open: string }).open : null;
}

const viewerOf = (context: Context<Visited>): Viewer => ({
  name: context.get('visitor').displayName,
  roles: context.get('person').roles,
});

const waysOf = (context: Context<Visited>, shown: Answer<'Case'>, of: 'cases' | 'tasks' = 'cases'): ActWays => ({
  visitor: context.get('visitor'),
  linkTo: linksOf(shown, of),
  isPressed: ({ action }) => asksNothing(action),
  newKey: newUpdateId,
  asOf: shown.entry,
});

/** Where the form of an action is; null for what has none. */
function linksOf({ case: id, tasks, requests }: Answer<'Case'>, of: 'cases' | 'tasks'): ActWays['linkTo'] {
  return (action) => {
    const collection = collectionOf(action.action, of);
    const subject =
      collection === 'cases'
        ? id
        : collection === 'tasks'
          ? tasks[0]?.task
          : requests.find(({ partnerClass }) => partnerClass === action.partnerClass)?.request;
    if (collection === null || subject === undefined) return null;
    const { action: name, words: _words, whyNot: _whyNot, ...codes } = action;
    const query = new URLSearchParams(
      Object.entries(codes).map(([key, code]): [string, string] => [key, String(code)]),
    ).toString();
    return `/web/${collection}/${subject}/do/${name}${query === '' ? '' : `?${query}`}`;
  };
}
