// The running product as tests see it, whether they started it or somebody else did.
import type { Container } from '@azure/cosmos';
import type { AccessTokenOptions } from '../../local/token-issuer/access-token.ts';
import type { IssuerKey } from '../../local/token-issuer/issuer-key.ts';

/** The running product. */
export interface Stack {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** `https://127.0.0.1:port` */
  readonly httpsUrl: string;
  readonly authority: string;
  /** Where the emulator answers. */
  readonly cosmosUrl: string;
  readonly issuerKey: IssuerKey;
  readonly certificate: string;
  /** The container behind the product, by a client of its own. */
  readonly container: Container;
  /** What the host wrote to its log, a line each. */
  readonly log: readonly { readonly level: string; readonly message: string }[];
  /** A token of the running issuer: an application with `DeviceManagementApps.ReadWrite.All` unless told otherwise. */
  token(options?: Partial<AccessTokenOptions>): string;
  /** Takes the store away while everything else goes on. */
  closeEmulator(): Promise<void>;
  close(): Promise<void>;
}
