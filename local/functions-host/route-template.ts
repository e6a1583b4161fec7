// One route template of an HTTP trigger, read by the rules of ASP.NET Core routing, which the real Functions host uses.

/** Values of the route's parameters by name. */
export type RouteValues = Record<string, string>;

/** A parsed route template. */
export interface RouteTemplate {
  /** The template as it was written. */
  readonly text: string;
  /** One digit a segment, lower first: literal 1, mixed or constrained 2, parameter 3, catch-all 4 or 5. */
  readonly precedence: readonly number[];
  /**
   * @param segments - the decoded path, split at `/`, without a trailing empty segment
   * @param rest - gives the decoded path from the segment with this index on, for a catch-all
   * @returns the parameters' values, or undefined when the template does not match
   */
  readonly match: (segments: readonly string[], rest: (index: number) => string) => RouteValues | undefined;
}

interface Segment {
  readonly precedence: number;
  readonly isOptional: boolean;
  readonly isCatchAll: boolean;
  /** Matches one path segment and adds to the values. */
  readonly accept: (segment: string, values: RouteValues) => boolean;
  /** What a missing segment adds to the values. */
  readonly defaults: RouteValues;
}

interface Parameter {
  readonly name: string;
  readonly isCatchAll: boolean;
  readonly isOptional: boolean;
  readonly defaultValue: string | undefined;
  readonly constraints: readonly ((value: string) => boolean)[];
}

/**
 * Reads a route template such as `beta/mobileApps({id})/{*rest}`.
 * @throws Error when the template is malformed or uses a constraint that the local host does not know
 */
export function parseRouteTemplate(text: string): RouteTemplate {
  const parts = text.split('/').filter((part) => part !== '');
  const segments = parts.map((part) => parseSegment(part, text));
  const last = segments.length - 1;
  if (segments.some((segment, index) => index < last && (segment.isCatchAll || segment.isOptional))) {
    throw new Error(`Route "${text}": a catch-all or optional parameter must be the last segment.`);
  }
  return {
    text,
    precedence: segments.map((segment) => segment.precedence),
    match: (path, rest) => matchSegments(segments, path, rest),
  };
}

function matchSegments(
  template: readonly Segment[],
  path: readonly string[],
  rest: (index: number) => string,
): RouteValues | undefined {
  const last = template.at(-1);
  if (path.length > template.length && last?.isCatchAll !== true) return undefined;
  const values: RouteValues = {};
  for (let index = 0; index < template.length; index++) {
    const segment = template[index];
    const given = path[index];
    if (segment === undefined) return undefined;
    if (given === undefined) {
      if (!segment.isOptional && !segment.isCatchAll) return undefined;
      Object.assign(values, segment.defaults);
    } else if (!segment.accept(segment.isCatchAll ? rest(index) : given, values)) {
      return undefined;
    }
  }
  return values;
}

function parseSegment(part: string, template: string): Segment {
  const tokens = part.match(/\{[^{}]*\}|[^{}]+/g) ?? [];
  if (tokens.join('') !== part) throw new Error(`Route "${template}": braces do not match in "${part}".`);
  const [only] = tokens;
  if (tokens.length > 1 || only === undefined) return mixedSegment(tokens, template);
  return only.startsWith('{') ? parameterSegment(parseParameter(only, template)) : literalSegment(only);
}

function literalSegment(literal: string): Segment {
  const lower = literal.toLowerCase();
  return {
    precedence: 1,
    isOptional: false,
    isCatchAll: false,
    defaults: {},
    accept: (given) => given === literal || (given.length === literal.length && given.toLowerCase() === lower),
  };
}

function parameterSegment(parameter: Parameter): Segment {
  const { name, constraints, isCatchAll, defaultValue } = parameter;
  return {
    precedence: (isCatchAll ? 5 : 3) - (constraints.length > 0 ? 1 : 0),
    isOptional: parameter.isOptional || defaultValue !== undefined,
    isCatchAll,
    defaults: defaultValue === undefined ? {} : { [name]: defaultValue },
    accept: (given, values) => {
      if ((given === '' && !isCatchAll) || !constraints.every((holds) => holds(given))) return false;
      values[name] = given;
      return true;
    },
  };
}

/** Literals and parameters in one segment, such as `mobileApps({id})`; each parameter takes as much as it can. */
function mixedSegment(tokens: readonly string[], template: string): Segment {
  const parameters: Parameter[] = [];
  const pattern = tokens.map((token) => {
    if (!token.startsWith('{')) return token.replace(/[.*+?^$()|[\]\\-]/g, '\\$&');
    const parameter = parseParameter(token, template);
    if (parameter.isCatchAll) throw new Error(`Route "${template}": a catch-all must be a segment of its own.`);
    parameters.push(parameter);
    return '(.+)';
  });
  const whole = new RegExp(`^${pattern.join('')}$`, 'is');
  return {
    precedence: 2,
    isOptional: false,
    isCatchAll: false,
    defaults: {},
    accept: (given, values) => {
      const found = whole.exec(given);
      if (found === null) return false;
      return parameters.every((parameter, index) => {
        const value = found[index + 1] ?? '';
        values[parameter.name] = value;
        return parameter.constraints.every((holds) => holds(value));
      });
    },
  };
}

function parseParameter(token: string, template: string): Parameter {
  const form = /^\{(\*{0,2})(\w+)((?::[^=?]+)*)(\?)?(?:=(.*))?\}$/.exec(token);
  const [, stars = '', name, constraints = '', optional, defaultValue] = form ?? [];
  if (name === undefined) throw new Error(`Route "${template}": "${token}" is not a parameter.`);
  return {
    name,
    isCatchAll: stars !== '',
    isOptional: optional !== undefined,
    defaultValue,
    constraints: constraints
      .split(':')
      .filter((constraint) => constraint !== '')
      .map((constraint) => parseConstraint(constraint, template)),
  };
}

const SIMPLE_CONSTRAINTS: Partial<Record<string, RegExp>> = {
  alpha: /^[a-z]*$/i,
  bool: /^(?:true|false)$/i,
  guid: /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i,
  int: /^[+-]?\d+$/,
  long: /^[+-]?\d+$/,
  required: /./s,
};

function parseConstraint(constraint: string, template: string): (value: string) => boolean {
  const [, name = '', argument = ''] = /^(\w+)(?:\((.*)\))?$/.exec(constraint) ?? [];
  const simple = SIMPLE_CONSTRAINTS[name];
  if (simple !== undefined) return (value) => simple.test(value);
  const [first = Number.NaN, second = first] = argument.split(',').map(Number);
  if (name === 'length') return (value) => value.length >= first && value.length <= second;
  if (name === 'minlength') return (value) => value.length >= first;
  if (name === 'maxlength') return (value) => value.length <= first;
  throw new Error(`Route "${template}": the local Functions host does not know the constraint "${constraint}".`);
}
