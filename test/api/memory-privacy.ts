/** What privacy staff ask of the record, in memory: the same rules for incidents, no database. */
import type { Act } from '../../ledger/acts.ts';
import { ASSIGNED_MAX, type AssignmentRow } from '../../ledger/assignments.ts';
import { DISCLOSED } from '../../ledger/disclosures.ts';
import { stepFrom, UNREAD_REPORTS_MAX, type IncidentRow } from '../../ledger/incidents.ts';
import type { ActRow } from '../../ledger/act-reads.ts';
import type { PrivacyRecord } from '../../ledger/privacy-record.ts';
import type { Access, Attempt } from '../../api/ports.ts';

export interface MemoryPrivacy {
  readonly assignmentsOf: (caseId: string) => readonly AssignmentRow[];
  readonly privacy: PrivacyRecord;
  readonly acts: Act[];
}

/** @param seen accesses and attempts, which others record */
export function createMemoryPrivacy(
  caseIds: () => readonly string[],
  seen: { readonly accesses: readonly Access[]; readonly attempts: readonly Attempt[] },
): MemoryPrivacy {
  const acts: Act[] = [];
  const assignments = new Map<string, readonly AssignmentRow[]>();
  const assignmentsOf = (caseId: string): readonly AssignmentRow[] => assignments.get(caseId) ?? [];
  const incidents = new Map<string, IncidentRow & { readonly note: string }>();
  const everything = (): ActRow[] =>
    [
      ...acts,
      ...seen.accesses.map(({ purpose, shown, refused, ...rest }) => ({
        kind: 'access' as const,
        ...rest,
        details: { purpose, shown, refused },
      })),
      ...seen.attempts.map(({ reasons, ...rest }) => ({
        kind: 'attempt' as const,
        ...rest,
        details: { reasons: [...reasons] },
      })),
    ].map((act, index) => ({ ...act, act: index + 1 }));
  const privacy: PrivacyRecord = {
    hasCase: async (caseId) => caseIds().includes(caseId),
    recordAct: async (act) => void acts.push(act),
    listActs: async ({ kinds, caseId, withWhole, after = Infinity, limit }) =>
      everything()
        .filter((act) => kinds.includes(act.kind) && act.act < after)
        .filter((act) => act.caseId === caseId || (withWhole && act.caseId === null))
        .toReversed()
        .slice(0, limit),
    listDisclosures: async ({ ground, recipient, from = -Infinity, until = Infinity, after, limit }) =>
      everything()
        .filter(({ kind, details }) => kind === 'disclosure' && (ground ?? details['ground']) === details['ground'])
        .filter(
          ({ at, details }) => at >= from && at < until && (recipient ?? details['recipient']) === details['recipient'],
        )
        .toSorted((one, other) => other.at - one.at || other.act - one.act)
        .filter(({ at, act }) => after === undefined || at < after.at || (at === after.at && act < after.act))
        .slice(0, limit),
    requestsOfCase: async () => [{ partnerClass: 'local', state: 'asked' }],
    async recordDisclosure({ caseId, person, at, ...said }) {
      const kept = acts.find(({ details }) => details['disclosure'] === said.disclosure);
      const details = said as unknown as Act['details'];
      if (kept !== undefined) return JSON.stringify(kept.details) === JSON.stringify(details);
      acts.push({ kind: 'disclosure', action: DISCLOSED, caseId, person, at, details });
      return true;
    },
    async assign({ caseId, to, person, reason, at }) {
      const standing = assignmentsOf(caseId);
      if (standing.some((row) => row.person === to)) return 'stood';
      if (standing.length >= ASSIGNED_MAX) return 'tooMany';
      assignments.set(caseId, [...standing, { person: to, reason, assignedBy: person, assignedAt: at }]);
      acts.push({ kind: 'assignment', action: 'case.assigned', caseId, person, at, details: { to, reason } });
      return 'done';
    },
    async unassign({ caseId, to, person, reason, at }) {
      const standing = assignmentsOf(caseId);
      if (!standing.some((row) => row.person === to)) return 'notAssigned';
      assignments.set(
        caseId,
        standing.filter((row) => row.person !== to),
      );
      acts.push({ kind: 'assignment', action: 'assignment.ended', caseId, person, at, details: { to, reason } });
      return 'done';
    },
    assignmentsOf: async (caseId) => assignmentsOf(caseId),
    async reportIncident({ person, at, ...report }) {
      const kept = incidents.get(report.incident);
      if (kept !== undefined) return kept.note === report.note ? 'kept' : 'differs';
      const unread = [...incidents.values()].filter((row) => row.reportedBy === person && row.state === 'reported');
      if (unread.length >= UNREAD_REPORTS_MAX) return 'tooMany';
      const row = { ...report, state: 'reported' as const, finding: null };
      incidents.set(report.incident, { ...row, reportedBy: person, reportedAt: at, changedAt: at });
      return 'kept';
    },
    async stepIncident({ incident, event, person, at }) {
      const row = incidents.get(incident);
      if (row === undefined) return 'noSuchIncident';
      const next = stepFrom(row, event, person);
      if (typeof next === 'string') return next;
      const finding = 'finding' in event ? event.finding : row.finding;
      incidents.set(incident, { ...row, ...next, finding, changedAt: at });
      return 'done';
    },
    listIncidents: async ({ state, limit }) =>
      [...incidents.values()].filter((row) => state === undefined || row.state === state).slice(0, limit),
    incidentOf: async (incident) => incidents.get(incident) ?? null,
    countEverything: async () => [{ tally: 'casesByOffice', key: 'OFFICE-EAST', count: caseIds().length }],
  };
  return { privacy, acts, assignmentsOf };
}
