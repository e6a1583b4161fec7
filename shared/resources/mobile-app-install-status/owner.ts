// To which user a device status belongs: by the user status that it was created under, else by the name it gives.
import type { StoredDocument } from '../../store/document-store.ts';

/** What the document of a device status that was created under a user status says of its owner. */
export function ownerById(userAppInstallStatusId: string): string {
  return `id:${userAppInstallStatusId}`;
}

/** What the document of a device status that was created under the app says of its owner, if it names one. */
export function ownerByName(userPrincipalName: string): string {
  return `upn:${foldName(userPrincipalName)}`;
}

/** Whose device statuses are those of a user status. */
export function ownersOf({ id, userPrincipalName }: StoredDocument): readonly string[] {
  return [ownerById(id), ownerByName(String(userPrincipalName))];
}

/** Names of users in a directory differ in letter case only by accident. */
export function foldName(userPrincipalName: string): string {
  return userPrincipalName.toLowerCase();
}
