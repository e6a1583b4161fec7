// Decides in which form an answer is written: Accept and $format, OData's metadata levels, IEEE754Compatible.
import { graphError } from '../errors/catalogue.ts';
import { shorten } from '../errors/shorten.ts';
import type { MetadataLevel } from '../odata/entity-json.ts';
import type { Operation } from '../resources/operation.ts';
import { type HeaderElement, parseHeaderList } from './header-list.ts';

/** The negotiated form of an answer. */
export interface ResponseFormat {
  readonly metadata: MetadataLevel;
  /** Whether Edm.Int64 is written as a string. */
  readonly isIeee754Compatible: boolean;
  readonly contentType: string;
}

const METADATA_LEVELS = ['none', 'minimal', 'full'] as const;

/** `qvalue` of RFC 9110 §12.4.2. */
const QUALITY = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** Accept headers repeat without end while the forms are few: each spelling is parsed once. */
const remembered = new Map<string, ResponseFormat>();
const MAX_REMEMBERED = 200;

/** What has one form only: how `$format` may name it, by its short name or by its media type. */
const ONLY_FORMS = {
  text: {
    pattern: /^(?:text|text\/plain)(?:;\s*charset="?utf-?8"?)?$/i,
    problem: 'a count is plain text.',
    offered: 'text/plain',
  },
  xml: {
    pattern: /^(?:xml|application\/xml)(?:;\s*charset="?utf-?8"?)?$/i,
    problem: 'the metadata document is XML.',
    offered: 'application/xml',
  },
  file: {
    pattern: /^(?!)/,
    problem: 'a file has the form that it has.',
    offered: 'no $format',
  },
} as const;

/**
 * Chooses the form of the answer of an operation. What has one form only is served whatever the Accept header says: it
 * is often set once for all requests of a client. `$format` is about this one, and is refused when it names another.
 * @param produces - what the operation produces
 * @param accept - the Accept header, or null when there is none
 * @param format - the value of `$format`
 * @throws GraphError `notAcceptable` (406) when nothing that is asked for can be served
 */
export function negotiateFormatOf(
  produces: Operation['produces'],
  accept: string | null,
  format: string | undefined,
): ResponseFormat {
  if (produces === 'json') return negotiateFormat(accept, format);
  const { pattern, problem, offered } = ONLY_FORMS[produces];
  if (format !== undefined && !pattern.test(format.trim())) throw notAcceptable(format, problem, '$format', offered);
  return negotiateFormat(null, undefined);
}

/**
 * Chooses the form of a JSON answer.
 * @param accept - the Accept header, or null when there is none
 * @param format - the value of `$format`, which overrides the header (OData URL Conventions §5.1.9)
 * @throws GraphError `notAcceptable` (406) when nothing that is asked for can be served
 */
export function negotiateFormat(accept: string | null, format: string | undefined): ResponseFormat {
  // An empty header leaves the choice to the server; an empty `$format` asks for a format without a name.
  if (format?.trim() === '') throw notAcceptable(format, 'it names no format.', '$format');
  const wanted = format === undefined ? (accept ?? '') : expandAbbreviation(format);
  const known = remembered.get(wanted);
  if (known !== undefined) return known;
  const chosen = choose(wanted, format === undefined ? 'Accept' : '$format');
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(wanted, chosen);
  return chosen;
}

function expandAbbreviation(format: string): string {
  return format.replace(/^json(?=;|$)/i, 'application/json');
}

/** A media range that could be served. */
interface Range {
  readonly quality: number;
  readonly specificity: number;
  readonly format: ResponseFormat;
}

function choose(wanted: string, target: string): ResponseFormat {
  if (wanted.trim() === '') return formatOf('minimal', false, true);
  const elements = parseHeaderList(wanted);
  if (elements === undefined) throw notAcceptable(wanted, 'it is malformed.', target);
  const ranges: Range[] = [];
  let problem = 'no offered media type matches.';
  for (const element of elements) {
    const range = readRange(element);
    if (typeof range === 'string') problem = range;
    else ranges.push(range);
  }
  const [best] = ranges.filter((range) => isWanted(range, ranges)).sort(byPreference);
  if (best === undefined) throw notAcceptable(wanted, problem, target);
  return best.format;
}

/** RFC 9110 §12.5.1: a quality of 0 excludes, and the most specific range that fits a form decides about it. */
function isWanted({ quality, specificity, format }: Range, ranges: readonly Range[]): boolean {
  if (quality === 0) return false;
  return !ranges.some(
    (other) =>
      other.quality === 0 && other.specificity > specificity && other.format.contentType === format.contentType,
  );
}

/** The better quality first, then the more specific range; ranges that are equal stay in their order. */
function byPreference(one: Range, other: Range): number {
  return other.quality - one.quality || other.specificity - one.specificity;
}

/** Reads one media range, or says why it cannot be served. */
function readRange(element: HeaderElement): Range | string {
  const type = element.name.toLowerCase();
  const specificity = ['*/*', 'application/*', 'application/json'].indexOf(type);
  if (specificity === -1) return `'${shorten(element.name)}' is not offered.`;
  if (element.value !== undefined) return 'it is malformed.';
  let metadata: MetadataLevel = 'minimal';
  let ieee754Compatible = false;
  let streaming = true;
  let quality = 1;
  for (const [name, value] of element.parameters) {
    const setting = value.toLowerCase();
    switch (name) {
      // The `odata.` prefix is mandatory in 4.0, which every answer is written in (OData JSON Format 4.01 §3).
      case 'odata.metadata': {
        const level = METADATA_LEVELS.find((candidate) => candidate === setting);
        if (level === undefined) return `the metadata level '${shorten(value)}' is unknown.`;
        metadata = level;
        break;
      }
      case 'odata.streaming':
      case 'ieee754compatible':
        if (setting !== 'true' && setting !== 'false') return `'${name}' must be true or false.`;
        if (name === 'odata.streaming') streaming = setting === 'true';
        else ieee754Compatible = setting === 'true';
        break;
      case 'charset':
        if (setting !== 'utf-8' && setting !== 'utf8') return `the charset '${shorten(value)}' is not offered.`;
        break;
      case 'q':
        if (!QUALITY.test(value)) return `the quality '${shorten(value)}' is not a number from 0 to 1.`;
        quality = Number(value);
        break;
      default:
        // "Services MUST reject formats that specify unknown or unsupported format parameters" (OData Protocol §8.2.1).
        return `the format parameter '${shorten(name)}' is unknown.`;
    }
  }
  return { quality, specificity, format: formatOf(metadata, ieee754Compatible, streaming) };
}

/** The media type of an answer, in the order and spelling in which Graph writes it. */
function formatOf(metadata: MetadataLevel, ieee754Compatible: boolean, streaming: boolean): ResponseFormat {
  const parameters = `odata.metadata=${metadata};odata.streaming=${streaming};IEEE754Compatible=${ieee754Compatible}`;
  return {
    metadata,
    isIeee754Compatible: ieee754Compatible,
    contentType: `application/json;${parameters};charset=utf-8`,
  };
}

function notAcceptable(wanted: string, problem: string, target: string, offered = 'application/json'): Error {
  return graphError('notAcceptable', { header: shorten(wanted), problem, offered }, { target });
}
