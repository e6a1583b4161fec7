// To which user a device status belongs: by the user status that it was created under, else by the name it gives.
import { hash } from 'node:crypto';
import type { StoredDocument } from '../../store/document-store.ts';

/** What the document of a device status that was created under a user status says of its owner. */
export function ownerById(userAppInstallStatusId: string): string {
  return `id:${userAppInstallStatusId}`;
}

/** What the document of a device status that was created under the app says of its owner, if it names one. */
export function ownerByName(userPrincipalName: string): string {
  return `upn:${userKeyOf(userPrincipalName)}`;
}

/** Whose device statuses are those of a user status. */
export function ownersOf({ id, userPrincipalName }: StoredDocument): readonly string[] {
  return [ownerById(id), ownerByName(String(userPrincipalName))];
}

/** Whether two names are of one user: in a directory they differ in letter case only by accident. */
export function isSameUser(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * What stands for a user where only sameness counts: a hash, so that a count that is laid aside, and the continuation
 * of the store in it, hold nobody's name.
 */
export function userKeyOf(userPrincipalName: string): string {
  return hash('sha256', userPrincipalName.toLowerCase(), 'base64url').slice(0, USER_KEY_LENGTH);
}

/** 132 bits: no two users of an app have the same. */
const USER_KEY_LENGTH = 22;
