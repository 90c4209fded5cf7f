/** The page of the API's reference, from the same table as the OpenAPI document. It needs no sign-in, since it holds no data. */
import { PROBLEMS, type ProblemName } from '../../schemas/problems.ts';
import { referencePage, type ReferenceOperation } from '../../web/reference-page.ts';
import { EXAMPLES } from './examples.ts';
import { parametersOf, templateOf } from './openapi.ts';
import { OPERATION_LIST, type NamedOperation } from './operations.ts';
import { problemsOf } from './problems-of.ts';
import { tagOf, TAGS } from './tags.ts';

export const reference = () =>
  referencePage({
    parts: Object.entries(TAGS).map(([name, words]) => ({
      name,
      words,
      operations: OPERATION_LIST.filter((operation) => tagOf(operation) === name).map(shownOf),
    })),
    problems: answerable().map((name) => ({ name, ...PROBLEMS[name] })),
  });

function shownOf(operation: NamedOperation): ReferenceOperation {
  const { name, method, summary, answers, filters = {} } = operation;
  const example = EXAMPLES[name];
  return {
    name,
    method,
    path: templateOf(operation),
    summary,
    parameters: parametersOf(operation).map((parameter) => ({
      name: parameter.name,
      in: parameter.in,
      words: parameter.description,
      values: parameter.in === 'query' ? (filters[parameter.name] ?? []) : [],
    })),
    example: example === undefined ? null : JSON.stringify(example, null, 2),
    answers: Object.entries(answers).map(([status, answer]) => ({ status, name: answer })),
    problems: problemsOf(operation),
  };
}

/** The others are of pages alone. */
function answerable(): readonly ProblemName[] {
  const found = new Set(OPERATION_LIST.flatMap(problemsOf));
  return (Object.keys(PROBLEMS) as ProblemName[]).filter((name) => found.has(name));
}
