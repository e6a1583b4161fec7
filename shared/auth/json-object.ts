// Reads the JSON of a token's header and payload so that it has one meaning only, whoever else reads it.
import { isUtf8 } from 'node:buffer';
import { findStructureFault } from '../json-structure.ts';
import type { Refuse } from './refusal.ts';

/** A JSON object whose members are not checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads one JSON object.
 * RFC 7515 §4 and RFC 7519 §4: member names must be unique, and a reader may refuse what repeats one.
 * @param bytes - JSON in UTF-8
 */
export function readJsonObject(bytes: Buffer, refuse: Refuse): JsonObject {
  if (!isUtf8(bytes)) refuse('format');
  const text = bytes.toString('utf8');
  const value = parse(text);
  if (!isObject(value)) refuse('format');
  if (findStructureFault(text, Infinity) !== undefined) refuse('duplicateMembers');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
