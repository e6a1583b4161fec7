// Decides in which form an answer is written: Accept and $format, OData's metadata levels, IEEE754Compatible.
import { graphError } from '../errors/catalogue.ts';
import type { MetadataLevel } from '../odata/entity-json.ts';
import { type HeaderElement, parseHeaderList } from './header-list.ts';

/** The negotiated form of an answer. */
export interface ResponseFormat {
  readonly metadata: MetadataLevel;
  readonly contentType: string;
}

const METADATA_LEVELS = ['none', 'minimal', 'full'] as const;

/** Accept headers repeat without end while the forms are few: each spelling is parsed once. */
const remembered = new Map<string, ResponseFormat>();
const MAX_REMEMBERED = 200;

/**
 * Chooses the form of the answer.
 * @param accept - the Accept header, or null when there is none
 * @param format - the value of `$format`, which overrides the header (OData URL Conventions §5.1.9)
 * @throws GraphError `notAcceptable` (406) when nothing that is asked for can be served
 */
export function negotiateFormat(accept: string | null, format: string | undefined): ResponseFormat {
  const wanted = format === undefined ? (accept ?? '') : expandAbbreviation(format);
  const known = remembered.get(wanted);
  if (known !== undefined) return known;
  const chosen = choose(wanted);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(wanted, chosen);
  return chosen;
}

function expandAbbreviation(format: string): string {
  return format.toLowerCase() === 'json' ? 'application/json' : format;
}

function choose(wanted: string): ResponseFormat {
  if (wanted.trim() === '') return formatOf('minimal', false, true);
  const elements = parseHeaderList(wanted);
  if (elements === undefined) throw notAcceptable(wanted, 'the header is malformed.');
  let best: { readonly quality: number; readonly specificity: number; readonly format: ResponseFormat } | undefined;
  let problem = 'no offered media type matches.';
  for (const element of elements) {
    const candidate = readRange(element);
    if (typeof candidate === 'string') problem = candidate;
    else if (
      candidate.quality > 0 &&
      (best === undefined ||
        candidate.quality > best.quality ||
        (candidate.quality === best.quality && candidate.specificity > best.specificity))
    ) {
      best = candidate;
    }
  }
  if (best === undefined) throw notAcceptable(wanted, problem);
  return best.format;
}

function readRange(element: HeaderElement): { quality: number; specificity: number; format: ResponseFormat } | string {
  const type = element.name.toLowerCase();
  const specificity = ['*/*', 'application/*', 'application/json'].indexOf(type);
  if (specificity === -1) return `'${element.name}' is not offered.`;
  let metadata: MetadataLevel = 'minimal';
  let ieee754Compatible = false;
  let streaming = true;
  let quality = 1;
  for (const [name, value] of element.parameters) {
    const setting = value.toLowerCase();
    // The `odata.` prefix is mandatory in 4.0 and optional in 4.01 (OData JSON Format 4.01 §3).
    switch (name.replace(/^odata\./, '')) {
      case 'metadata': {
        const level = METADATA_LEVELS.find((candidate) => candidate === setting);
        if (level === undefined) return `the metadata level '${value}' is unknown.`;
        metadata = level;
        break;
      }
      case 'streaming':
      case 'ieee754compatible':
        if (setting !== 'true' && setting !== 'false') return `'${name}' must be true or false.`;
        if (name.endsWith('streaming')) streaming = setting === 'true';
        else ieee754Compatible = setting === 'true';
        break;
      case 'charset':
        if (setting !== 'utf-8' && setting !== 'utf8') return `the charset '${value}' is not offered.`;
        break;
      case 'q':
        quality = Number(value);
        if (!(quality >= 0 && quality <= 1)) return `the quality '${value}' is not a number from 0 to 1.`;
        break;
      default:
        // "Services MUST reject formats that specify unknown or unsupported format parameters" (OData Protocol §8.2.1).
        return `the format parameter '${name}' is unknown.`;
    }
  }
  return { quality, specificity, format: formatOf(metadata, ieee754Compatible, streaming) };
}

/** The media type of an answer, in the order and spelling in which Graph writes it. */
function formatOf(metadata: MetadataLevel, ieee754Compatible: boolean, streaming: boolean): ResponseFormat {
  const parameters = `odata.metadata=${metadata};odata.streaming=${streaming};IEEE754Compatible=${ieee754Compatible}`;
  return { metadata, contentType: `application/json;${parameters};charset=utf-8` };
}

function notAcceptable(header: string, problem: string): Error {
  const shown = header.length > 200 ? `${header.slice(0, 200)}…` : header;
  return graphError('notAcceptable', { header: shown, problem }, { target: 'Accept' });
}
