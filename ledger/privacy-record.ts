/** What privacy staff ask of the record and add to it. */
import { recordAct, type Act } from './acts.ts';
import { hasCase, listActs, requestsOfCase, type ActPage, type ActRow, type SentRequest } from './act-reads.ts';
import {
  assign,
  assignmentsOf,
  unassign,
  type Assigned,
  type AssignmentRow,
  type AssignOutcome,
  type Unassigned,
  type UnassignOutcome,
} from './assignments.ts';
import { createKeyWrapping } from './case-keys.ts';
import type { KeyRing } from '../codec/key-ring.ts';
import type { Database } from './database.ts';
import { listDisclosures, recordDisclosure, type Disclosure, type DisclosurePage } from './disclosures.ts';
import {
  incidentOf,
  listIncidents,
  reportIncident,
  stepIncident,
  type IncidentPage,
  type IncidentReport,
  type IncidentRow,
  type IncidentStep,
  type ReportOutcome,
  type StepOutcome,
} from './incidents.ts';
import { Sequencer } from './sequencer.ts';
import { countEverything, type Tally } from './tallies.ts';
import type { InstantMs } from '../schemas/words.ts';

/** Whatever it adds is in the record before it answers. */
export interface PrivacyRecord {
  hasCase(caseId: string): Promise<boolean>;
  recordAct(act: Act): Promise<void>;
  listActs(page: ActPage): Promise<readonly ActRow[]>;
  requestsOfCase(caseId: string): Promise<readonly SentRequest[]>;
  recordDisclosure(disclosure: Disclosure): Promise<boolean>;
  listDisclosures(page: DisclosurePage): Promise<readonly ActRow[]>;
  assign(assigned: Assigned): Promise<AssignOutcome>;
  unassign(ended: Unassigned): Promise<UnassignOutcome>;
  assignmentsOf(caseId: string): Promise<readonly AssignmentRow[]>;
  reportIncident(report: IncidentReport): Promise<ReportOutcome>;
  stepIncident(step: IncidentStep): Promise<StepOutcome>;
  listIncidents(page: IncidentPage): Promise<readonly IncidentRow[]>;
  incidentOf(incident: string): Promise<(IncidentRow & { readonly note: string }) | null>;
  countEverything(before: InstantMs): Promise<readonly Tally[]>;
}

export function createPrivacyRecord(db: Database, keyRing: KeyRing): PrivacyRecord {
  const wrapping = createKeyWrapping(keyRing);
  const sequencer = new Sequencer(db);
  const keeping = { db, sequencer, wrapping };
  return {
    hasCase: (caseId) => hasCase(db, caseId),
    async recordAct(act) {
      await recordAct(db, act);
      await sequencer.integrate();
    },
    listActs: (page) => listActs(db, page),
    requestsOfCase: (caseId) => requestsOfCase(db, caseId),
    recordDisclosure: (disclosure) => recordDisclosure(db, sequencer, disclosure),
    listDisclosures: (page) => listDisclosures(db, page),
    assign: (assigned) => assign(db, sequencer, assigned),
    unassign: (ended) => unassign(db, sequencer, ended),
    assignmentsOf: (caseId) => assignmentsOf(db, caseId),
    reportIncident: (report) => reportIncident(keeping, report),
    stepIncident: (step) => stepIncident(keeping, step),
    listIncidents: (page) => listIncidents(db, page),
    incidentOf: (incident) => incidentOf(db, wrapping, incident),
    countEverything: (before) => countEverything(db, before),
  };
}
