// Who can sign in at the local issuer: one caller for each thing that a permission can be.
import type { AccessTokenOptions } from './access-token.ts';

/** Somebody who can be chosen. */
export interface LocalCaller {
  /** What `login_hint` names them by. */
  readonly name: string;
  readonly title: string;
  /** What may be done as them. */
  readonly description: string;
  /** What their token says. */
  readonly token: Pick<AccessTokenOptions, 'scopes' | 'roles' | 'claims'>;
}

/** The callers, in the order in which they are offered. */
export const localCallers: readonly [LocalCaller, ...LocalCaller[]] = [
  {
    name: 'administrator',
    title: 'Administrator',
    description: 'Megan Bowen, who reads and writes: DeviceManagementApps.ReadWrite.All as a scope.',
    token: { scopes: 'DeviceManagementApps.ReadWrite.All' },
  },
  {
    name: 'reader',
    title: 'Reader',
    description: 'Adele Vance, who reads and may not write: DeviceManagementApps.Read.All as a scope.',
    token: {
      scopes: 'DeviceManagementApps.Read.All',
      claims: {
        name: 'Adele Vance',
        preferred_username: 'AdeleV@contoso.com',
        oid: '5b1f7f0c-6d0e-4a51-9c3e-2f0a7c1d4e88',
        sub: 'UW5lUmVhZGVyT2ZTdGF0dXNlc0F0Q29udG9zb0xvY2Fs',
      },
    },
  },
  {
    name: 'agent',
    title: 'Agent',
    description: 'An application by itself, which reads and writes: DeviceManagementApps.ReadWrite.All as an app role.',
    token: { roles: ['DeviceManagementApps.ReadWrite.All'], claims: { app_displayname: 'Agent' } },
  },
];
