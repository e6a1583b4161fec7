// The benchmark's statuses as Cosmos keeps and gives them: as our service writes them, with what Cosmos adds.
import type { Caller } from '../../shared/auth/caller.ts';
import { createdBy } from '../../shared/resources/audit.ts';
import { toDocument } from '../../shared/resources/user-app-install-status/document.ts';
import { mobileAppId, type Status } from '../statuses.ts';

/** A document of Cosmos. */
export interface CosmosDocument {
  readonly id: string;
  readonly _etag: string;
  readonly [property: string]: unknown;
}

const creator: Caller = {
  kind: 'application',
  tenantId: '7f3c1e0a-52d4-4b8e-9c61-0d5a8e2b4f17',
  objectId: '2c9d4f6b-8a13-4e75-b0c2-6e1f3a5d7b98',
  appId: '9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0',
  permissions: new Set(),
};

const at = new Date('2026-11-24T08:14:07.305Z');

/** The document of a status. */
export function toStored(status: Status): CosmosDocument {
  const { id, ...values } = status;
  const number = id.slice(-3);
  // Cosmos numbers documents in its resource ids; what counts here is that each is another one of the same length.
  const rid = `d9RzAJRFKgw${Buffer.from(number).toString('base64')}AAAAAAA==`;
  return {
    ...toDocument({
      key: id,
      values,
      location: { mobileAppId, owners: undefined, parent: undefined },
      at,
      audit: createdBy(creator, at, { requestId: 'c0a8f2e4-6b1d-4f3a-9e57-8d2b4c6f1a03' }),
    }),
    _rid: rid,
    _self: `dbs/d9RzAA==/colls/d9RzAJRFKgw=/docs/${rid}/`,
    _etag: `"0000${number}6-0000-0700-0000-5b8722e00000"`,
    _attachments: 'attachments/',
    _ts: 1_764_000_000,
  };
}
