/** The register of disclosures: of every case and of the whole record, for who reads the accounting of each case anyway. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Answer } from '../../schemas/answers.ts';
import { DISCLOSURE_FILTERS } from '../../schemas/list-filters.ts';
import { DISCLOSURE_NARROWING } from '../../schemas/list-narrowing.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import type { Signed } from '../http/identity.ts';
import { filterOf, narrowedBy } from '../http/list-filter.ts';
import type { AppPorts } from '../ports.ts';
import { disclosureOf } from './oversight-routes.ts';

const disclosureCursor = z.strictObject({ at: z.int(), act: z.int().min(1) });

export function disclosureRoutes(ports: AppPorts): Hono<Signed> {
  return new Hono<Signed>().get('/', async (context) => {
    const person = context.get('person');
    const page = pageOf(context, disclosureCursor);
    const filter = {
      ground: filterOf(context, 'ground', DISCLOSURE_FILTERS.ground),
      recipient: narrowedBy(context, 'recipient', DISCLOSURE_NARROWING.recipient),
      from: narrowedBy(context, 'from', DISCLOSURE_NARROWING.from),
      until: narrowedBy(context, 'until', DISCLOSURE_NARROWING.until),
    };
    await refuseUnlessPermitted(ports, person, 'disclosure.listed');
    const rows = await ports.privacy.listDisclosures({ ...given(filter), ...page });
    // One act for each look, of no single case: one for each row would be a hundred for each page that somebody turns.
    const look = { person: person.id, action: 'disclosure.listed', caseId: null, purpose: 'oversight' } as const;
    await ports.ledger.recordAccesses([{ ...look, shown: rows.length, refused: 0, at: ports.clock() }]);
    return context.json({
      disclosures: rows.map((row) => ({ case: row.caseId, ...disclosureOf(ports.people, row) })),
      next: nextOf(rows, page.limit, ({ at, act }) => ({ at, act })),
    } satisfies Answer<'DisclosureRegister'>);
  });
}

/** Without what was not asked for. */
const given = <Filter extends object>(filter: Filter) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as {
    readonly [name in keyof Filter]?: Exclude<Filter[name], undefined>;
  };
