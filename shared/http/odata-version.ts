// Checks the protocol version that a client speaks and is ready to hear.
import { graphError } from '../errors/catalogue.ts';
import { shorten } from '../errors/shorten.ts';

/** The version in which every response is written. */
export const ODATA_VERSION = '4.0';

/** Number and full stop only: `Number` by itself would read `0x10` and `1e9` too. */
const VERSION = /^\d+(?:\.\d+)?$/;

const SUPPORTED_REQUEST_VERSIONS = ['4.0', '4.01'];

/**
 * Refuses a payload in a version that is not understood, and a client that could not read a 4.0 answer.
 * @throws GraphError `unsupportedODataVersion` (400)
 * @see OData Protocol 4.01 §8.1.5 (OData-Version), §8.2.7 (OData-MaxVersion)
 */
export function checkODataVersion(headers: { get(name: string): string | null }): void {
  const version = headers.get('odata-version');
  if (version !== null && !SUPPORTED_REQUEST_VERSIONS.includes(version.trim())) {
    throw unsupported('OData-Version', version);
  }
  const maxVersion = headers.get('odata-maxversion');
  if (maxVersion !== null && !(VERSION.test(maxVersion.trim()) && Number(maxVersion) >= Number(ODATA_VERSION))) {
    throw unsupported('OData-MaxVersion', maxVersion);
  }
}

function unsupported(header: string, value: string): Error {
  return graphError('unsupportedODataVersion', { header, value: shorten(value) }, { target: header });
}
