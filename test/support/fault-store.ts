// The store of the fault proof: strict as Cosmos, and in trouble as its plan says.
import type { Certificate } from '../../local/certificate.ts';
import type { Fault, FaultKind, FaultPlan } from './fault-plan.ts';
import {
  failure,
  type Mishap,
  type Pass,
  startStoreProxy,
  type StoreAnswer,
  type StoreProxy,
  type StoreRequest,
} from './store-proxy.ts';
import { isQuery, partitionOf, strictly } from './strict-store.ts';

/** The running proxy. */
export interface FaultStore extends StoreProxy {
  /** How many faults of each kind and side were injected, by `kind/side`. */
  readonly injected: ReadonlyMap<string, number>;
  /** All of them together. */
  readonly faults: number;
  /** How many requests have come. */
  readonly requests: number;
}

/** What the proxy tells of. */
export interface FaultStoreEvents {
  /** The app is to be killed at once. */
  readonly kill: () => void;
  /** The app has asked for what Cosmos refuses. */
  readonly refused: (what: string) => void;
}

/** Starts the proxy. */
export async function startFaultStore(
  store: string,
  tls: Certificate,
  plan: FaultPlan,
  { kill, refused }: FaultStoreEvents,
): Promise<FaultStore> {
  const injected = new Map<string, number>();
  let faults = 0;
  let requests = 0;
  const strict = strictly(refused);

  const count = ({ kind, side }: Fault): void => {
    faults += 1;
    const name = `${kind}/${side}`;
    injected.set(name, (injected.get(name) ?? 0) + 1);
  };

  const respond = async (request: StoreRequest, pass: Pass): Promise<StoreAnswer | Mishap> => {
    requests += 1;
    const ask = async (): Promise<StoreAnswer> => (await strict(request, pass)) as StoreAnswer;
    const fault = possibleFor(request, plan.faultOf(nameOf(request)));
    if (fault === undefined) return ask();
    count(fault);
    if (fault.side === 'after') await ask();
    if (fault.kind === 'twice') return ask();
    if (fault.kind === 'kill') kill();
    return heardOf(fault.kind);
  };

  const proxy = await startStoreProxy(store, tls, respond, () => {
    const speaksTls = plan.speaksTls();
    if (!speaksTls) count({ kind: 'plainText', side: 'before' });
    return speaksTls;
  });
  return {
    ...proxy,
    injected,
    get faults() {
      return faults;
    },
    get requests() {
      return requests;
    },
  };
}

/**
 * A removal is not delivered twice, but its answer is lost: that there is nothing to be removed says nothing of who did it,
 * to the app as little as to its caller.
 */
function possibleFor({ method }: StoreRequest, fault: Fault | undefined): Fault | undefined {
  return fault?.kind === 'twice' && method === 'DELETE' ? { kind: 'end', side: 'after' } : fault;
}

/** What a request asks for, which is the same when it comes again. */
function nameOf({ method, path, headers, body }: StoreRequest): string {
  const isWrite = method === 'POST' && !isQuery(headers);
  return [method, path, partitionOf(headers) ?? '', isWrite ? idIn(body) : ''].join(' ');
}

/** The id of the document that is written, or of the first of several. */
function idIn(body: Buffer): string {
  const written = JSON.parse(String(body)) as { id?: string } | readonly { resourceBody?: { id?: string } }[];
  return String(written instanceof Array ? written[0]?.resourceBody?.id : written.id);
}

function heardOf(kind: Exclude<FaultKind, 'twice'>): StoreAnswer | Mishap {
  switch (kind) {
    case 'silence':
    case 'end':
    case 'half':
      return kind;
    case 'kill':
    case 'plainText':
      return 'end';
    case '404':
      // That the container is not there; a document that is not there has no substatus.
      return failure(404, { 'x-ms-substatus': '1003' });
    case '429 with a time':
      return failure(429, { 'x-ms-retry-after-ms': '40' });
    default:
      return failure(Number(kind));
  }
}

/**
 * A store that sends whoever asks for it elsewhere, as an account does that has moved.
 * @param host - the name of the machine where it pretends to be
 */
export function startMisleadingStore(store: string, tls: Certificate, host: string): Promise<StoreProxy> {
  return startStoreProxy(store, tls, async ({ path }, pass) => {
    const answer = await pass();
    return path === '/' ? { ...answer, text: answer.text.replaceAll('https://localhost', `https://${host}`) } : answer;
  });
}
