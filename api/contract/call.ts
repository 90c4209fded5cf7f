/**
 * The typed client's types, and what it sends: all from the table of operations. An operation that there isn't, a parameter that lacks, or a
 * field that the schema does not have, does not compile.
 */
import type { z } from 'zod';
import type { Answer, AnswerName } from '../../schemas/answers.ts';
import type { Unchanging } from '../../schemas/unchanging.ts';
import { OPERATIONS, type Operation, type OperationName } from './operations.ts';

type Row<Name extends OperationName> = (typeof OPERATIONS)[Name];

/** What the operation answers where it is done, whatever the status. */
export type AnswerTo<Name extends OperationName> = {
  [name in Name]: Answer<Extract<Row<name>['answers'][keyof Row<name>['answers']], AnswerName>>;
}[Name];

/** JSON as it is sent: dates as text. */
export type BodyOf<Name extends OperationName> =
  Row<Name> extends { readonly body: infer Body extends z.ZodType } ? Unchanging<z.input<Body>> : never;

/** A body of which fields may lack: those that somebody did not give are the service's to name. */
export type Draft<Name extends OperationName> = DraftOf<BodyOf<Name>>;
type DraftOf<Body> = Body extends readonly unknown[]
  ? Body
  : Body extends { readonly type: infer Type }
    ? { readonly type: Type } & Lacking<Omit<Body, 'type'>>
    : Body extends object
      ? Lacking<Body>
      : Body;
type Lacking<Fields> = { readonly [name in keyof Fields]?: DraftOf<Fields[name]> | undefined };

/** A body that somebody wrote, filled in, or left parts out of: the service judges it, and says what is wrong and where. */
export class Written {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}
export const written = (body: object): Written => new Written(JSON.stringify(body));

/** As `written`, where the compiler still knows the fields. */
export const drafted = <Name extends OperationName>(draft: Draft<Name>): Written => new Written(JSON.stringify(draft));

type ParamsIn<Path extends string> = Path extends `${infer _Before}:${infer Param}/${infer Rest}`
  ? Param | ParamsIn<`/${Rest}`>
  : Path extends `${infer _Before}:${infer Param}`
    ? Param
    : never;
type PartOfPath<Name extends OperationName> = [ParamsIn<Row<Name>['path']>] extends [never]
  ? { readonly params?: never }
  : { readonly params: { readonly [param in ParamsIn<Row<Name>['path']>]: string } };

type Paging<Name extends OperationName> =
  Row<Name> extends { readonly paged: true }
    ? { readonly limit?: number | undefined; readonly after?: string | null | undefined }
    : object;
/** Any text: what somebody gave is the service's to judge. The compiler offers those that it takes. */
type Filtering<Name extends OperationName> =
  Row<Name> extends { readonly filters: infer Filters extends NonNullable<Operation['filters']> }
    ? { readonly [name in keyof Filters]?: Filters[name][number] | (string & {}) | undefined }
    : object;
type Narrowing<Name extends OperationName> =
  Row<Name> extends { readonly narrowing: infer Fields extends NonNullable<Operation['narrowing']> }
    ? { readonly [name in keyof Fields]?: string | undefined }
    : object;
/** Parameters of a list. What is null or undefined is not sent. */
export type QueryOf<Name extends OperationName> = Paging<Name> & Filtering<Name> & Narrowing<Name>;
type PartOfQuery<Name extends OperationName> = [keyof QueryOf<Name>] extends [never]
  ? { readonly query?: never }
  : { readonly query?: QueryOf<Name> };

type PartOfBody<Name extends OperationName> = [BodyOf<Name>] extends [never]
  ? { readonly body?: never }
  : { readonly body: BodyOf<Name> | Written };

export type CallOf<Name extends OperationName> = PartOfPath<Name> & PartOfQuery<Name> & PartOfBody<Name>;
/** Nothing where the operation asks for nothing. */
export type CallArguments<Name extends OperationName> =
  object extends CallOf<Name> ? [call?: CallOf<Name>] : [call: CallOf<Name>];

/** Operations that answer with one JSON document, and not with lines or events as they come. */
export type JsonName = { [name in OperationName]: AnswerTo<name> extends string ? never : name }[OperationName];
/** Operations that look, and those that do something. */
export type ReadName = { [name in JsonName]: Row<name>['method'] extends 'GET' ? name : never }[JsonName];
export type CommandName = Exclude<JsonName, ReadName>;

/** Which operation, and about what: of a command whose body comes from elsewhere. */
export type Addressed<Name extends OperationName = CommandName> = {
  [name in Name]: { readonly name: name } & PartOfPath<name>;
}[Name];

export interface Sending {
  readonly method: Operation['method'];
  /** With its query. */
  readonly path: string;
  /** JSON. */
  readonly body: string | null;
  /** Whether a key of the client's lets it be taken once. */
  readonly isKeyed: boolean;
  /** Whether it may name the entity tag of what it acts on. */
  readonly isMatched: boolean;
}

interface AnyCall {
  readonly params?: { readonly [param: string]: string };
  readonly query?: object;
  readonly body?: unknown;
}

/** What is sent for a call. */
export const sendingOf = <Name extends OperationName>(name: Name, ...[call]: CallArguments<Name>): Sending =>
  sending(name, (call ?? {}) as AnyCall);

export const sendingTo = <Name extends CommandName>(to: Addressed<Name>, body: Written): Sending =>
  sending(to.name, { ...(to as AnyCall), body });

function sending(name: OperationName, { params = {}, query = {}, body }: AnyCall): Sending {
  const { method, path, unkeyed, tagged }: Operation = OPERATIONS[name];
  const address = path.replaceAll(/:(\w+)/g, (_part, param: string) => encodeURIComponent(params[param]!));
  const parameters = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]): [string, string][] =>
      value === undefined || value === null ? [] : [[key, String(value)]],
    ),
  ).toString();
  return {
    method,
    isKeyed: method === 'POST' && unkeyed !== true,
    isMatched: method === 'POST' && tagged !== undefined,
    path: parameters === '' ? address : `${address}?${parameters}`,
    body: body === undefined ? null : body instanceof Written ? body.json : JSON.stringify(body),
  };
}
