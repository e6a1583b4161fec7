// Holds answers to the OpenAPI document: status, headers, media type, and every member of a body. What a document does not
// say is not answered.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { serviceModel } from '../../shared/metadata/service-model.ts';
import { createOpenApiDocument } from '../../shared/openapi/document.ts';
import { documentedPath } from '../../shared/openapi/parameters.ts';
import { targetOf } from '../../shared/openapi/target.ts';
import { operations } from '../../shared/operations.ts';
import type { Operation } from '../../shared/resources/operation.ts';
import { COMMITTED_SITE } from './openapi-document.ts';

/** A request with what came back. */
export interface Exchange {
  readonly operation: Operation;
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** The parsed body of the request, where it was JSON. */
  readonly sent: unknown;
  readonly status: number;
  /** Gives a header of the answer by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Parsed, where the answer is JSON; its text otherwise. */
  readonly body: unknown;
}

interface MediaTypeObject {
  readonly schema: object;
}

interface ResponseObject {
  readonly headers: Readonly<Record<string, HeaderObject>>;
  readonly content?: Readonly<Record<string, MediaTypeObject>>;
  readonly 'x-error-codes'?: readonly string[];
}

interface HeaderObject {
  readonly required?: boolean;
}

interface OperationObject {
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaTypeObject>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface OpenApiDocument {
  readonly components: { readonly schemas: object };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}

/** The document as a whole is known to the validator under this name. */
const DOCUMENT_ID = 'openapi.json';

/** Made by the first answer that there is: many tests have none, and each file of tests has its own. */
let openApi: OpenApiDocument | undefined;

function documented(): OpenApiDocument {
  return (openApi ??= createOpenApiDocument(operations, COMMITTED_SITE) as unknown as OpenApiDocument);
}

const validators = new Map<'answers' | 'requests', Ajv2020>();

/** A moment may be sent without its seconds, which the format that it is answered in has not. */
function validatorOf(bodies: 'answers' | 'requests'): Ajv2020 {
  const known = validators.get(bodies);
  if (known !== undefined) return known;
  // The linter has looked at the schemas; here each test file would pay for it.
  const ajv = new Ajv2020({ strict: false, validateSchema: false, validateFormats: bodies === 'answers' });
  addFormats.default(ajv, ['date-time', 'int32', 'int64']);
  ajv.addSchema({ components: { schemas: documented().components.schemas } }, DOCUMENT_ID);
  validators.set(bodies, ajv);
  return ajv;
}

const compiled = new Map<object, ValidateFunction>();

function compile(ajv: Ajv2020, schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const absolute = JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT_ID}#/`);
  const validate = ajv.compile(JSON.parse(absolute) as object);
  compiled.set(schema, validate);
  return validate;
}

/** A component, where only its name stands. */
function resolve<Component extends object>(component: Component, document: OpenApiDocument): Component {
  if (!('$ref' in component)) return component;
  const steps = String(component.$ref).slice(2).split('/');
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document) as Component;
}

/**
 * Holds an answer to the document, and the body of a create that was accepted, too.
 * @throws Error that says what the document does not have
 */
export function requireDocumentedAnswer(exchange: Exchange): void {
  const { operation, method, status, header, body } = exchange;
  const document = documented();
  const answers = validatorOf('answers');
  const item = document.paths[documentedPath(operation.path)]?.[operation.method.toLowerCase()];
  const fail = (problem: string): never => {
    throw new Error(`${operation.name} answered ${status}, ${problem}`);
  };
  const found = item?.responses[status];
  if (item === undefined || found === undefined) return fail('which is not among its statuses.');
  const response = resolve(found, document);
  for (const [name, each] of Object.entries(response.headers)) {
    const isMissing = header(name.toLowerCase()) === undefined;
    if (isMissing && resolve(each, document).required === true) fail(`without the header ${name}.`);
  }
  if (method === 'HEAD') return;
  if (response.content === undefined) {
    if (body !== '') fail('with a body that it should not have.');
    return;
  }
  const contentType = header('content-type') ?? '';
  const media = response.content[contentType.split(';', 1)[0] ?? ''];
  if (media === undefined) return fail(`as ${contentType}, which it does not offer.`);
  const validate = compile(answers, media.schema);
  if (!validate(valueOf(body, contentType))) {
    fail(`which the document has not: ${answers.errorsText(validate.errors)} in ${JSON.stringify(body)}`);
  }
  const { error } = body as { readonly error?: { readonly code: string } };
  const codes = response['x-error-codes'];
  if (codes !== undefined && !codes.includes(error?.code ?? '')) fail(`with the code ${String(error?.code)}.`);
  const absent = status < 300 ? findAbsentProperty(exchange) : undefined;
  if (absent !== undefined) fail(`without the property ${absent}: ${JSON.stringify(body)}`);
  if (status === 201) requireDocumentedBody(exchange, item);
}

/** What the document has as a number comes as text, in a body of its own or where the client wanted it so. */
function valueOf(body: unknown, contentType: string): unknown {
  if (contentType.startsWith('text/plain')) return Number(body);
  if (!contentType.includes('IEEE754Compatible=true')) return body;
  const { '@odata.count': count, ...others } = body as Record<string, unknown>;
  return count === undefined
    ? others
    : { ...others, '@odata.count': typeof count === 'string' ? Number(count) : count === '' };
}

/** No property is required, because any can be left out by `$select`; without it none is missing. */
function findAbsentProperty({ operation, method, url, body }: Exchange): string | undefined {
  const target = targetOf(operation.path, serviceModel);
  if (target.kind !== 'entity' && target.kind !== 'collection') return undefined;
  const query = new URLSearchParams(url.split('?', 2)[1] ?? '');
  if ([...query.keys()].some((name) => /^\$?select$/i.test(name))) return undefined;
  const page = target.kind === 'collection' && method === 'GET';
  const entities = page ? (body as { readonly value: readonly object[] }).value : [body as object];
  const absent = entities.flatMap((entity) =>
    target.type.properties.filter(({ name }) => !Object.hasOwn(entity, name)),
  );
  return absent[0]?.name;
}

/** What was accepted is what the document asks for; annotations are passed over, as the service does. */
function requireDocumentedBody({ operation, sent }: Exchange, { requestBody }: OperationObject): void {
  const media = requestBody?.content['application/json'];
  if (media === undefined || typeof sent !== 'object' || sent === null) return;
  const requests = validatorOf('requests');
  const members = Object.entries(sent).filter(([name]) => !name.includes('@') || name === '@odata.type');
  const validate = compile(requests, media.schema);
  if (validate(Object.fromEntries(members))) return;
  throw new Error(`${operation.name} accepted what the document has not: ${requests.errorsText(validate.errors)}`);
}
