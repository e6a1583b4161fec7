// The API as the erasure of a person's data needs it: walk all apps, find the statuses of one user, remove them.

/** A status that was found. */
export interface FoundStatus {
  readonly kind: 'userStatus' | 'deviceStatus';
  readonly mobileAppId: string;
  readonly id: string;
}

/** The API. */
export interface StatusService {
  /** Finds all statuses of a user; device statuses before the user statuses that may contain them. */
  find(userPrincipalName: string): AsyncGenerator<FoundStatus>;
  /** Removes one; one that is gone already is passed over. */
  remove(status: FoundStatus): Promise<void>;
}

const COLLECTIONS = { deviceStatus: 'deviceStatuses', userStatus: 'userStatuses' } as const;

/** Waits that the service asks for, at most so many for one request. */
const MAX_WAITS = 10;
const DEFAULT_WAIT_SECONDS = 2;

interface Member {
  readonly id: string;
  readonly userPrincipalName?: string | null;
}

interface Page {
  readonly value: readonly Member[];
  readonly '@odata.nextLink'?: string;
}

/**
 * Makes the API.
 * @param access - its URL with the version, without a trailing slash, and an access token
 */
export function createStatusService(access: { readonly url: string; readonly token: string }): StatusService {
  const { url, token } = access;
  const apps = `${url}/deviceAppManagement/mobileApps`;

  const send = async (target: string, method: 'GET' | 'DELETE'): Promise<Response> => {
    for (let waits = 0; ; waits += 1) {
      const response = await fetch(target, { method, headers: { authorization: `Bearer ${token}` } });
      if (response.ok || (method === 'DELETE' && response.status === 404)) return response;
      const isTransient = [429, 503, 504].includes(response.status);
      if (!isTransient || waits === MAX_WAITS) throw new Error(await describe(response, target));
      await response.body?.cancel();
      await wait(Number(response.headers.get('retry-after') ?? DEFAULT_WAIT_SECONDS));
    }
  };

  async function* members(collection: string, query: string): AsyncGenerator<Member> {
    let next: string | undefined = `${collection}?$top=999${query}`;
    while (next !== undefined) {
      const page: Page = (await (await send(next, 'GET')).json()) as Page;
      yield* page.value;
      next = page['@odata.nextLink'];
    }
  }

  return {
    async *find(userPrincipalName) {
      const name = userPrincipalName.trim().toLowerCase();
      // Letter case and blanks around a name make no other person.
      const filter = `contains(tolower(userPrincipalName),'${name.replaceAll("'", "''")}')`;
      const query = `&$select=id,userPrincipalName&$filter=${encodeURIComponent(filter)}`;
      for await (const { id: mobileAppId } of members(apps, '&$select=id')) {
        for (const kind of ['deviceStatus', 'userStatus'] as const) {
          const collection = `${apps}/${encodeURIComponent(mobileAppId)}/${COLLECTIONS[kind]}`;
          for await (const { id, userPrincipalName: found } of members(collection, query)) {
            if (found?.trim().toLowerCase() === name) yield { kind, mobileAppId, id };
          }
        }
      }
    },
    async remove({ kind, mobileAppId, id }) {
      const collection = `${apps}/${encodeURIComponent(mobileAppId)}/${COLLECTIONS[kind]}`;
      await (await send(`${collection}/${encodeURIComponent(id)}`, 'DELETE')).body?.cancel();
    },
  };
}

async function describe(response: Response, target: string): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as { error?: { message?: string } } | undefined;
  const said = body?.error?.message ?? response.statusText;
  return `${new URL(target).origin} answered ${response.status}: ${said}`;
}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });
}
