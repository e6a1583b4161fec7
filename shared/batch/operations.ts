// $batch: several requests in one, each with its own answer.
import { graphError } from '../errors/catalogue.ts';
import type { BatchOperation, DispatchItem, ItemAnswer } from '../resources/operation.ts';
import { type BatchItem, readBatch } from './batch-request.ts';

/** Graph's limit for the body of a write. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** @see https://learn.microsoft.com/graph/json-batching */
export const batch: BatchOperation = {
  name: 'batch',
  operationId: 'batch_Post',
  summary: 'Send several requests in one',
  method: 'POST',
  path: '/$batch',
  hasBody: true,
  maxBodyBytes: MAX_BODY_BYTES,
  produces: 'json',
  queryOptions: [],
  statuses: [200],
  permissions: 'eachItem',
  async run({ body, conditions }, dispatch) {
    if (conditions.ifMatch !== undefined || conditions.ifNoneMatch !== undefined) {
      const problem = 'Conditions are for one request, and stand in its own headers.';
      throw graphError('invalidBatch', { problem }, { target: 'If-Match' });
    }
    const items = readBatch(body);
    const answers: Promise<ItemAnswer>[] = [];
    for (const item of items) {
      const earlier = item.dependsOn.flatMap((place) => answers[place] ?? []);
      answers.push(answer(item, earlier, dispatch));
    }
    const responses = await Promise.all(answers);
    return {
      kind: 'json',
      status: 200,
      body: { responses: responses.map((response, index) => toJson(items[index]?.id ?? '', response)) },
    };
  },
};

async function answer(
  item: BatchItem,
  earlier: readonly Promise<ItemAnswer>[],
  dispatch: DispatchItem,
): Promise<ItemAnswer> {
  if (earlier.length > 0) {
    const parents = await Promise.all(earlier);
    const isFailed = parents.some(({ status }) => status >= 300);
    if (isFailed) return await dispatch(item, graphError('dependencyFailed', {}));
  }
  return await dispatch(item);
}

/** `Content-Type` in this spelling: Microsoft's JavaScript client looks for no other. */
function toJson(id: string, { status, headers, body }: ItemAnswer): Record<string, unknown> {
  const isJson = headers['Content-Type']?.startsWith('application/json') === true;
  const shown = body === undefined ? undefined : isJson ? (JSON.parse(body) as unknown) : toBase64(body);
  return { id, status, headers, ...(shown === undefined ? {} : { body: shown }) };
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
