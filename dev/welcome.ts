import { SYNTHETIC_PEOPLE } from './people.ts';
import type { SyntheticPerson } from './people.ts';
import type { Ports } from './settings.ts';

/** Where the parts answer, a line each. */
export function addressLines(ports: Ports): string[] {
  return [
    `Pages        http://127.0.0.1:${ports.api}/`,
    `API          http://127.0.0.1:${ports.api}`,
    `Temporal UI  http://127.0.0.1:${ports.temporalUi}`,
  ];
}

/** Where the command line looks unless it is told. */
const PORT_OF_CLI = 8080;

/** What `npm start` prints when everything is ready: addresses, people, what to try, `ready`. */
export function welcome(ports: Ports, seconds: number): string {
  return [
    '',
    ...addressLines(ports).map((line) => `  ${line}`),
    '',
    '  Open the pages in a browser and sign in as one of these synthetic people; no password is asked.',
    '  In a terminal, use the first word after --as:',
    ...SYNTHETIC_PEOPLE.map(personLine),
    '',
    '  Try next, in another terminal:',
    ...(ports.api === PORT_OF_CLI ? [] : [`    export CASEGATE_URL=http://127.0.0.1:${ports.api}`]),
    '    npm run --silent casegate -- example > case.json',
    '    npm run casegate -- start case.json --as supervisor-a',
    '    npm run casegate -- list --as supervisor-a',
    '',
    `  Started in ${seconds.toFixed(1)} s. Ctrl-C stops everything.`,
    'ready',
  ].join('\n');
}

function personLine({ handle, displayName, person }: SyntheticPerson): string {
  return `    ${handle.padEnd(20)} ${displayName.padEnd(40)} ${person.roles.join(', ').padEnd(12)} ${person.office}`;
}
