// The statuses that can be read: the same ones in the canned store and in the database of a peer.

/** The entity, as every contestant answers it. */
export interface Status {
  readonly id: string;
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly installedDeviceCount: number;
  readonly failedDeviceCount: number;
  readonly notInstalledDeviceCount: number;
}

/** The app whose statuses they are. */
export const mobileAppId = 'b6b3a8d5-6a2e-4f0c-9d8e-0c1f2a3b4c5d';

/** Members of a page that is asked for without a size, here as in Graph. */
export const pageSize = 100;

/** More than two pages, so that a page has a next link. */
export const statuses: readonly Status[] = Array.from({ length: 240 }, (_, index) => statusAt(index));

/** The status that is got. */
export const statusToGet: Status = statusAt(42);

/** The status that is patched; another one, since a peer keeps what was written. */
export const statusToPatch: Status = statusAt(43);

/** The `$filter` of the filtered list. */
export const filterOption = "failedDeviceCount gt 0 and startswith(userPrincipalName,'adele')";

/** What {@link filterOption} finds. */
export const failedStatuses: readonly Status[] = statuses.filter(
  ({ failedDeviceCount, userPrincipalName }) => failedDeviceCount > 0 && userPrincipalName.startsWith('adele'),
);

function statusAt(index: number): Status {
  const number = String(index).padStart(3, '0');
  return {
    id: `14959a2a-9a2a-4495-aa9a-95142a9a9${number}`,
    userName: `Adele Vance ${number}`,
    userPrincipalName: `adele.vance.${number}@contoso.example`,
    installedDeviceCount: index % 5,
    failedDeviceCount: index % 12 === 0 ? 2 : 0,
    notInstalledDeviceCount: index % 3,
  };
}
