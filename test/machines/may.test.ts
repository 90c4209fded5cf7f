/** Who may do what: every role with every action, then the attributes and duties that take a permission away again. */
import { describe, expect, it } from 'vitest';
import { may, RULES, type About, type Action, type Denial } from '../../machines/may.ts';
import { PARTNER_CLASSES, ROLES, type Duty, type Person, type Role } from '../../schemas/words.ts';
import { CaseDriver, caseInput, factsWith, KNOWN, OFFICE, OPENED_AT, PEOPLE, TERMS } from './case-driver.ts';

/** The whole permission matrix: an action without an entry does not compile, a role that is not named may not. */
const ALLOWED: { readonly [action in Action]: readonly Role[] } = {
  'case.started': ['supervisor'],
  'case.reopened': ['supervisor'],
  'case.read': ['supervisor', 'legal'],
  'case.listed': ['supervisor', 'legal'],
  'case.assigned': ['supervisor', 'legal', 'leadership'],
  'assignment.ended': ['supervisor', 'legal', 'leadership'],
  'task.read': ['legal'],
  'request.read': ['partner'],
  'payload.decode': ['auditor', 'privacy'],
  'record.exported': ['auditor', 'privacy'],
  'record.disclosed': ['auditor', 'privacy'],
  'record.reconciled': ['auditor', 'privacy', 'operator'],
  'record.maintained': ['operator'],
  'custody.listed': ['privacy', 'leadership', 'auditor'],
  'access.listed': ['privacy', 'auditor'],
  'disclosure.recorded': ['privacy', 'legal'],
  'disclosure.authorised': ['privacy', 'legal', 'leadership'],
  'disclosure.listed': ['privacy', 'auditor'],
  'incident.reported': [
    'supervisor',
    'legal',
    'partner',
    'leadership',
    'privacy',
    'auditor',
    'operator',
    'policyStaff',
  ],
  'incident.handled': ['privacy'],
  'record.redacted': ['privacy'],
  'statistics.read': ['privacy', 'auditor', 'leadership'],
  'figures.read': ['leadership'],
  'advice.released': ['legal'],
  'execution.resumed': ['operator'],
  'custody.measured': ['privacy', 'leadership'],
  'version.loaded': ['policyStaff'],
  'version.proposed': ['policyStaff'],
  'version.activated': ['policyStaff', 'leadership'],
  'version.suspended': ['policyStaff', 'leadership'],
  'version.compared': ['policyStaff', 'auditor'],
  'facts.amended': ['supervisor'],
  'case.withdrawn': ['supervisor'],
  'decision.cleared': ['supervisor'],
  'decision.declined': ['supervisor'],
  'condition.acknowledged': ['supervisor'],
  'conflict.resolved': ['supervisor'],
  'request.excused': ['supervisor'],
  'information.provided': ['supervisor'],
  'case.escalated': ['supervisor'],
  'clearance.renewed': ['supervisor'],
  'action.recorded': ['supervisor'],
  'task.claimed': ['legal'],
  'task.released': ['legal'],
  'task.started': ['legal'],
  'task.completed': ['legal'],
  'information.requested': ['legal'],
  'advice.withdrawn': ['legal'],
  'request.answered': ['partner'],
  'leadership.returned': ['leadership'],
  'leadership.referred': ['leadership'],
  'leadership.declined': ['leadership'],
  'status.disputed': ['supervisor'],
  'mistake.confirmed': ['legal'],
  'mistake.rejected': ['legal'],
  'protection.ended': ['legal'],
  'protection.inherited': ['service'],
  'exigency.claimed': ['supervisor'],
  'exigency.approved': ['leadership'],
  'policy.changed': ['service'],
  'step.late': ['service'],
  'policy.suspended': ['service'],
  'hold.released': ['legal'],
  'expedite.requested': ['supervisor'],
  'expedite.determined': ['leadership'],
  'compliance.certified': ['supervisor'],
  'statement.recorded': ['supervisor'],
  'question.asked': ['supervisor'],
  'question.answered': ['leadership', 'legal', 'policyStaff'],
  'entry.corrected': ['supervisor', 'legal', 'leadership'],
  'action.reported': ['supervisor', 'legal', 'leadership', 'privacy'],
  'report.closed': ['privacy'],
  'work.referred': ['supervisor', 'legal', 'leadership'],
  'work.claimed': ['supervisor', 'legal', 'leadership'],
  'work.released': ['supervisor', 'legal', 'leadership'],
  'work.started': ['supervisor', 'legal', 'leadership'],
  'work.delegated': ['supervisor', 'legal', 'leadership'],
  'work.assigned': ['leadership'],
  'work.suspended': ['supervisor', 'legal', 'leadership'],
  'work.resumed': ['supervisor', 'legal', 'leadership'],
  'work.failed': ['supervisor', 'legal', 'leadership'],
  'work.due': ['service'],
  'supervision.taken': ['supervisor'],
  'counsel.taken': ['legal'],
  'leadership.taken': ['leadership'],
  'task.delegated': ['legal'],
  'task.assigned': ['leadership'],
  'task.failed': ['legal'],
  'task.suspended': ['legal'],
  'task.resumed': ['legal'],
  'task.prioritised': ['supervisor', 'legal'],
  'task.ranked': ['legal'],
  'comment.added': ['supervisor', 'legal'],
};
const ACTIONS = Object.keys(ALLOWED) as Action[];

/** Somebody whom nothing but the role can stand in the way of. */
const who = (...roles: Role[]): Person => ({
  id: 'https://identity.invalid#somebody',
  staffId: 'staff-somebody',
  roles,
  office: OFFICE,
  partnerClass: 'local',
  trainedUntil: OPENED_AT + 1,
});
const about = (more: Partial<About> = {}): About => ({
  at: OPENED_AT,
  terms: TERMS,
  office: OFFICE,
  needToKnow: { onCase: [who().id], through: [who().id], onDuty: false },
  duties: {},
  owner: who().id,
  partnerClass: 'local',
  ...more,
});
const whyNot = (denials: readonly Denial[]): string[] => denials.map(({ why }) => why);

describe('roles × actions', () => {
  it.each(ACTIONS)('%s', (action) => {
    for (const role of ROLES) {
      const expected = ALLOWED[action].includes(role) ? [] : ['role'];
      expect(whyNot(may(who(role), action, about())), role).toEqual(expected);
    }
    expect(whyNot(may(who(), action, about()))).toEqual(['role']);
  });

  it('one of several roles is enough, and every row of the table says where it comes from', () => {
    for (const action of ACTIONS) {
      expect(may(who('auditor', ...ALLOWED[action]), action, about())).toEqual([]);
      expect(RULES[action].mark).not.toBe('');
    }
  });

  it('a denial names the roles it takes and its mark', () => {
    expect(may(who('auditor'), 'advice.withdrawn', about())).toEqual([
      { why: 'role', needs: ['legal'], mark: 'rows 8, 28' },
    ]);
  });
});

/** What is done with the record, the keys and the policy, and in no case. */
const BESIDE_CASES = /^(version|record|custody|payload|statistics|execution|incident)\./;

/** Policy versions are nobody's case: their officers are few, and in no office's line. */
const VERSIONS: readonly Action[] = [
  'version.loaded',
  'version.proposed',
  'version.activated',
  'version.suspended',
  'version.compared',
];

describe('what a case asks of a role, claimed by one of several', () => {
  const claims = { leadership: 'p_another' };

  it('is kept from the others, and not from whoever substitutes for the one', () => {
    expect(whyNot(may(who('leadership'), 'leadership.declined', about({ claims })))).toEqual(['claimed']);
    const substitute = { ...who('leadership'), substitutesFor: ['p_another'] };
    expect(may(substitute, 'leadership.declined', about({ claims }))).toEqual([]);
    expect(may(substitute, 'work.released', about({ claims }))).toEqual([]);
    expect(may(who('leadership'), 'work.claimed', about({ claims })), 'taken over').toEqual([]);
  });

  it('is no claim on what another role does, and is not judged where nobody says who has claimed what', () => {
    expect(may(who('supervisor'), 'decision.declined', about({ claims }))).toEqual([]);
    expect(may(who('leadership'), 'leadership.declined', about())).toEqual([]);
  });
});

describe('office, owner and partner class', () => {
  /** Actions of leadership and partners reach over offices. */
  const ANYWHERE: readonly Action[] = [
    'case.assigned',
    'assignment.ended',
    'request.read',
    'payload.decode',
    'record.exported',
    'record.disclosed',
    'record.reconciled',
    'record.maintained',
    'custody.listed',
    'custody.measured',
    'access.listed',
    'disclosure.recorded',
    'disclosure.authorised',
    'disclosure.listed',
    'incident.reported',
    'incident.handled',
    'record.redacted',
    'statistics.read',
    'figures.read',
    'execution.resumed',
    'request.answered',
    'leadership.returned',
    'leadership.referred',
    'leadership.declined',
    'protection.inherited',
    'exigency.approved',
    'policy.changed',
    'policy.suspended',
    'step.late',
    'expedite.determined',
    'question.answered',
    'entry.corrected',
    'action.reported',
    'report.closed',
    'work.referred',
    'work.claimed',
    'work.released',
    'work.started',
    'work.delegated',
    'work.assigned',
    'work.suspended',
    'work.resumed',
    'work.failed',
    'work.due',
    'leadership.taken',
    'task.assigned',
    ...VERSIONS,
  ];
  const OWNERS: readonly Action[] = [
    'task.released',
    'task.started',
    'task.completed',
    'information.requested',
    'task.delegated',
    'task.failed',
    'task.suspended',
    'task.resumed',
  ];
  const LIAISONS: readonly Action[] = ['request.read', 'request.answered'];

  it.each(ACTIONS)('%s from another office', (action) => {
    const denials = may({ ...who(...ALLOWED[action]), office: 'OFFICE-B' }, action, about());
    expect(whyNot(denials)).toEqual(ANYWHERE.includes(action) ? [] : ['office']);
  });

  it.each(ACTIONS)('%s by who does not own the task', (action) => {
    const expected = OWNERS.includes(action) ? ['owner'] : [];
    for (const owner of ['https://identity.invalid#another', null]) {
      expect(whyNot(may(who(...ALLOWED[action]), action, about({ owner })))).toEqual(expected);
    }
    const { owner: _owner, ...withoutTask } = about();
    expect(whyNot(may(who(...ALLOWED[action]), action, withoutTask))).toEqual(expected);
  });

  it.each(ACTIONS)('%s by the liaison of another class, or of none', (action) => {
    const expected = LIAISONS.includes(action) ? ['partnerClass'] : [];
    for (const partnerClass of PARTNER_CLASSES.filter((other) => other !== 'local')) {
      expect(whyNot(may({ ...who(...ALLOWED[action]), partnerClass }, action, about()))).toEqual(expected);
    }
    const { partnerClass: _partnerClass, ...ofNone } = who(...ALLOWED[action]);
    expect(whyNot(may(ofNone, action, about()))).toEqual(expected);
  });

  it.each(ACTIONS)('R7: %s by staff whose training is not current', (action) => {
    const expected = RULES[action].trained === true ? ['training'] : [];
    const { trainedUntil: _trainedUntil, ...neverTrained } = who(...ALLOWED[action]);
    for (const person of [neverTrained, { ...neverTrained, trainedUntil: OPENED_AT }]) {
      expect(whyNot(may(person, action, about()))).toEqual(expected);
      const { requiresTraining: _requiresTraining, ...before } = TERMS;
      expect(may(person, action, about({ terms: before }))).toEqual([]);
    }
  });

  it('R7: untrained staff may read, report and nothing else', () => {
    const untrained = ACTIONS.filter((action) => RULES[action].trained !== true && !BESIDE_CASES.test(action)).filter(
      (action) => !RULES[action].roles.some((role) => ['partner', 'service'].includes(role)),
    );
    expect(untrained).toEqual(['case.read', 'case.listed', 'task.read', 'figures.read', 'action.reported']);
  });

  it('row 32: another office does the work that was referred to it, in that role alone', () => {
    const elsewhere = (role: Role): Person => ({ ...who(role), office: 'OFFICE-B' });
    const referrals = [{ role: 'legal', office: 'OFFICE-B' }] as const;
    expect(may(elsewhere('legal'), 'task.claimed', about({ referrals }))).toEqual([]);
    expect(may(elsewhere('legal'), 'case.read', about({ referrals }))).toEqual([]);
    expect(whyNot(may(elsewhere('supervisor'), 'case.read', about({ referrals })))).toEqual(['office']);
    expect(whyNot(may(elsewhere('supervisor'), 'decision.cleared', about({ referrals })))).toEqual(['office']);
    expect(may(who('legal'), 'task.claimed', about({ referrals }))).toEqual([]);
  });

  it('R6: who needs to know a case', () => {
    const [named, other] = ['https://identity.invalid#named', 'https://identity.invalid#other'];
    const [supervisor, legal] = [who('supervisor'), who('legal')];
    const knows = (person: Person, needToKnow: About['needToKnow'], more: Partial<About> = {}) =>
      may(person, 'case.read', about({ ...more, needToKnow })).length === 0;
    const nobody = { onCase: [named], through: [supervisor.id], onDuty: false };
    expect(whyNot(may(supervisor, 'case.read', about({ needToKnow: nobody })))).toEqual(['needToKnow']);
    expect(whyNot(may(supervisor, 'decision.cleared', about({ needToKnow: nobody })))).toEqual(['needToKnow']);
    expect(knows(supervisor, { ...nobody, onCase: [named, supervisor.id] })).toBe(true);
    // Their superior, and their substitute: by the directory, which says whose cases somebody needs to know.
    expect(knows(supervisor, { ...nobody, through: [supervisor.id, named] })).toBe(true);
    expect(knows(supervisor, { ...nobody, through: [supervisor.id, other] })).toBe(false);
    expect(knows(supervisor, { ...nobody, onDuty: true })).toBe(true);
    // Legal staff of the office as a group, and nobody else's legal staff.
    expect(knows(legal, nobody)).toBe(true);
    expect(knows({ ...legal, office: 'OFFICE-B' }, nobody)).toBe(false);
    expect(knows({ ...supervisor, office: 'OFFICE-B' }, { ...nobody, onDuty: true })).toBe(false);
    // About no case nobody has one; the engine leaves it to the door.
    expect(knows(supervisor, null)).toBe(false);
    expect(knows(legal, null)).toBe(false);
    expect(knows(supervisor, 'judgedAtTheDoor')).toBe(true);
    expect(may(supervisor, 'case.listed', about({ needToKnow: null }))).toEqual([]);
  });

  it('row 32: the supervisors of an office that their work was referred to need to know the case, as a group', () => {
    const needToKnow = { onCase: [], through: [], onDuty: false };
    const elsewhere = { ...who('supervisor'), office: 'OFFICE-B' };
    const referrals = [{ role: 'supervisor', office: 'OFFICE-B' }] as const;
    expect(may(elsewhere, 'case.read', about({ referrals, needToKnow }))).toEqual([]);
    expect(whyNot(may(who('supervisor'), 'case.read', about({ referrals, needToKnow })))).toEqual(['needToKnow']);
  });

  it('says every reason at once', () => {
    const stranger: Person = { ...who('auditor'), office: 'OFFICE-B' };
    const denials = may(stranger, 'task.completed', about({ owner: null, duties: { decided: [stranger.id] } }));
    expect(whyNot(denials)).toEqual(['role', 'office', 'owner', 'separationOfDuties']);
    const untrained = may({ ...stranger, trainedUntil: 0 }, 'task.completed', about({ owner: null }));
    expect(whyNot(untrained)).toEqual(['role', 'office', 'training', 'owner']);
  });
});

describe('row 20: separation of duties, by identity over the whole history', () => {
  const DUTY_OF: { readonly [action in Action]?: Duty } = {
    'case.started': 'submitted',
    'case.reopened': 'submitted',
    'decision.cleared': 'decided',
    'decision.declined': 'decided',
    'conflict.resolved': 'resolved',
    'task.claimed': 'advised',
    'task.started': 'advised',
    'task.completed': 'advised',
    'leadership.returned': 'led',
    'leadership.referred': 'led',
    'leadership.declined': 'led',
    'exigency.approved': 'led',
    'mistake.confirmed': 'advised',
    'mistake.rejected': 'advised',
    'protection.ended': 'advised',
    'hold.released': 'advised',
  };
  const SEPARATED: { readonly [duty in Duty]: readonly Duty[] } = {
    proposed: ['advised', 'resolved'],
    submitted: ['advised', 'resolved'],
    advised: ['proposed', 'submitted', 'decided'],
    resolved: ['proposed', 'submitted'],
    decided: ['advised'],
    led: [],
  };

  it.each(ACTIONS)('%s after each duty', (action) => {
    const duty = DUTY_OF[action];
    for (const had of Object.keys(SEPARATED) as Duty[]) {
      const denials = may(who(...ALLOWED[action]), action, about({ duties: { [had]: ['someone', who().id] } }));
      const separated = duty !== undefined && SEPARATED[duty].includes(had);
      expect(denials, had).toEqual(
        separated ? [{ why: 'separationOfDuties', duty, had, mark: RULES[action].mark }] : [],
      );
    }
  });

  it('which duties are separate is the policy version, not code', () => {
    const terms = { ...TERMS, separatedDuties: [['led', 'decided']] as const };
    const led = about({ terms, duties: { led: [who().id], proposed: [who().id] } });
    expect(whyNot(may(who('supervisor'), 'decision.cleared', led))).toEqual(['separationOfDuties']);
    expect(may(who('legal'), 'task.claimed', led)).toEqual([]);
  });

  it('another role of the same person changes nothing, another person of the same role is free', () => {
    const duties = { submitted: [who().id] };
    expect(whyNot(may(who('legal', 'supervisor', 'leadership'), 'task.claimed', about({ duties })))).toEqual([
      'separationOfDuties',
    ]);
    expect(may({ ...who('legal'), id: 'https://identity.invalid#another' }, 'task.claimed', about({ duties }))).toEqual(
      [],
    );
    expect(may({ ...who('legal'), id: 'https://other.invalid#somebody' }, 'task.claimed', about({ duties }))).toEqual(
      [],
    );
  });

  const { legalA, supervisorB } = PEOPLE;

  it('is refused at claim by the engine itself', () => {
    const driver = CaseDriver.known({ proposedBy: { staffId: legalA.staffId, person: legalA.id } });
    const refused = driver.refuses('notAdmitted', () => driver.consult(legalA, { type: 'task.claimed' }));
    expect(refused.reasons).toMatchObject([{ why: 'separationOfDuties', duty: 'advised', had: 'proposed' }]);
  });

  it('is refused at completion too, when the other duty came after the claim', () => {
    const both: Person = { ...supervisorB, roles: ['supervisor', 'legal'] };
    const driver = new CaseDriver().allAnswer();
    driver.act(both, driver.decision());
    driver.amend(factsWith({ statuses: [KNOWN] }));
    const refused = driver.refuses('notAdmitted', () => driver.consult(both, { type: 'task.claimed' }));
    expect(refused.reasons).toMatchObject([{ had: 'decided' }]);

    const late = CaseDriver.known().begin(both);
    const root = late.system.actors['root']!;
    const duties = { ...(root.context['duties'] as object), decided: [both.id] };
    late.system = {
      ...late.system,
      actors: { ...late.system.actors, root: { ...root, context: { ...root.context, duties } } },
    };
    const atCompletion = late.refuses('notAdmitted', () => late.advise('consistent', [], both));
    expect(atCompletion.reasons).toMatchObject([{ why: 'separationOfDuties', duty: 'advised', had: 'decided' }]);
  });

  it('whoever advised cannot decide, also after a reopening', () => {
    const both: Person = { ...legalA, roles: ['supervisor', 'legal'] };
    const old = CaseDriver.known().allAnswer().begin(both).advise('consistent', [], both);
    const refused = old.refuses('notAdmitted', () => old.act(both, old.decision()));
    expect(refused.reasons).toMatchObject([{ duty: 'decided', had: 'advised' }]);

    const { epoch, revision, duties } = old.act(supervisorB, { type: 'case.withdrawn', note: '' }).context;
    const reopened = new CaseDriver(caseInput({ reopens: { epoch, revision, duties } })).allAnswer();
    reopened.refuses('notAdmitted', () => reopened.act(both, reopened.decision()));
    expect(reopened.clear().state).toBe('cleared');
  });
});
