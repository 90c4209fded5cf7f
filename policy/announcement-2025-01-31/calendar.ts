import type { Holiday, OfficeHours } from '../business-calendar.ts';
import type { PolicyVersion } from '../policy-version.ts';

const MARK = 'row 15';

const holiday = <const Value extends Holiday>(value: Value) =>
  ({ value, mark: MARK, label: 'statute', citation: '5 U.S.C. § 6103(a)' }) as const;

const office = (timeZone: string, note: string) =>
  ({
    value: { timeZone, workingDays: [1, 2, 3, 4, 5], opensAt: '08:00', closesAt: '17:00' } satisfies OfficeHours,
    mark: MARK,
    label: 'product default',
    note,
  }) as const;

/** The page sets no time limit, and so no calendar. */
export const CALENDAR = {
  holidays: [
    holiday({ name: "New Year's Day", on: { month: 1, day: 1 } }),
    holiday({ name: 'Birthday of Martin Luther King, Jr.', on: { month: 1, weekday: 1, nth: 3 } }),
    holiday({ name: "Washington's Birthday", on: { month: 2, weekday: 1, nth: 3 } }),
    holiday({ name: 'Memorial Day', on: { month: 5, weekday: 1, nth: -1 } }),
    holiday({ name: 'Juneteenth National Independence Day', on: { month: 6, day: 19 } }),
    holiday({ name: 'Independence Day', on: { month: 7, day: 4 } }),
    holiday({ name: 'Labor Day', on: { month: 9, weekday: 1, nth: 1 } }),
    holiday({ name: 'Columbus Day', on: { month: 10, weekday: 1, nth: 2 } }),
    holiday({ name: 'Veterans Day', on: { month: 11, day: 11 } }),
    holiday({ name: 'Thanksgiving Day', on: { month: 11, weekday: 4, nth: 4 } }),
    holiday({ name: 'Christmas Day', on: { month: 12, day: 25 } }),
  ],
  saturdayHolidays: { value: 'fridayBefore', mark: MARK, label: 'statute', citation: '5 U.S.C. § 6103(b)(1)' },
  sundayHolidays: {
    value: 'mondayAfter',
    mark: MARK,
    label: 'product default',
    note: 'As Executive Order 11582 has it for federal employees. Inauguration Day, which is free in one area only, is left out.',
  },
  closures: {
    value: [],
    mark: MARK,
    label: 'product default',
    note: 'Days on which the agencies are closed by order are added by a new version.',
  },
  offices: {
    'OFFICE-EAST': office('America/New_York', 'A synthetic office of the embedded default.'),
    'OFFICE-WEST': office('America/Los_Angeles', 'A synthetic office of the embedded default.'),
  },
  otherOffices: office(
    'America/New_York',
    'For an office that this version does not name: where the agency has its seat.',
  ),
} as const satisfies PolicyVersion['calendar'];
