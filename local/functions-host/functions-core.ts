// Stands in for `@azure/functions-core`, the module which the Azure worker injects and `@azure/functions` registers with.
// An emulation for development and tests: in Azure, and under `func start`, the real worker takes this place.

/** One binding of a function as the library declares it; only what an HTTP trigger uses is named here. */
export interface FunctionBinding {
  readonly type: string;
  readonly direction?: 'in' | 'out' | 'inout';
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly authLevel?: string;
}

/** What a function app declares about one function. */
export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, FunctionBinding>>;
}

/** A function's handler: inputs first, the invocation context last. */
export type FunctionCallback = (...args: unknown[]) => unknown;

/** A function as it was registered. */
export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** Called with the mutable context object of its hook. */
export type HookCallback = (context: Record<string, unknown>) => unknown;

/** The hooks that the local host runs. */
export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation';

/** Everything that a function app declared while it was loaded. */
export interface Registrations {
  /** The library's own model of an invocation, which the Azure worker drives; the local host goes a shorter way. */
  programmingModel: unknown;
  readonly functions: RegisteredFunction[];
  readonly hooks: Readonly<Record<HookName, HookCallback[]>>;
}

/** Takes back a registration. */
export interface Disposable {
  readonly dispose: () => void;
}

/** Receives what the library itself has to say. */
export type SystemLog = (level: string, message: string) => void;

const noRegistrations = (): Registrations => ({
  programmingModel: undefined,
  functions: [],
  hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [] },
});

let current = noRegistrations();
let systemLog: SystemLog = () => undefined;

/** Called by the library, with the first registration. */
export function setProgrammingModel(model: unknown): void {
  current.programmingModel = model;
}

/**
 * Called by the library for every `app.http(…)` and the like.
 * @throws Error when the name is taken already, as in Azure
 */
export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  const { functions } = current;
  const name = metadata.name.toLowerCase();
  if (functions.some((known) => known.metadata.name.toLowerCase() === name)) {
    throw new Error(`A function with the name "${metadata.name}" is registered already.`);
  }
  return addTo(functions, { metadata, callback });
}

/**
 * Called by the library for `app.hook.…`.
 * @throws RangeError for a hook that the local host does not run
 */
export function registerHook(name: string, callback: HookCallback): Disposable {
  const hooks: Partial<Record<string, HookCallback[]>> = current.hooks;
  const callbacks = hooks[name];
  if (callbacks === undefined) throw new RangeError(`The local Functions host does not run "${name}" hooks.`);
  return addTo(callbacks, callback);
}

/** Called by the library for its own messages. */
export function log(level: string, _category: string, message: string): void {
  systemLog(level, message);
}

/**
 * Hands over what has been registered since the last call and starts afresh, so that one process can hold several apps.
 * `@azure/functions` names its programming model once in a process: later takes carry the same one.
 */
export function takeRegistrations(): Registrations {
  const taken = current;
  current = { ...noRegistrations(), programmingModel: taken.programmingModel };
  return taken;
}

/** Says where the library's own messages go; without a call they are dropped. */
export function setSystemLog(sink: SystemLog): void {
  systemLog = sink;
}

function addTo<Item>(list: Item[], item: Item): Disposable {
  list.push(item);
  return {
    dispose: () => {
      const index = list.indexOf(item);
      if (index >= 0) list.splice(index, 1);
    },
  };
}
