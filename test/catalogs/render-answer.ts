import type { Catalog, Envelope } from '../../src/classify/generated/catalog.ts';

/** A code and a message, as they stand in an answer. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly status?: number | undefined;
}

/** The answer in which a provider says this failure in one of its envelopes; nothing where that envelope cannot. */
export function renderAnswer(catalog: Catalog, envelope: Envelope, { code, message, status = 200 }: Failure) {
  const [codeAt] = envelope.code ?? [];
  if (codeAt === undefined) return undefined;
  const { '@event': event, ...demanded } = envelope.when ?? {};
  const body: Record<string, unknown> = {};
  for (const [pointer, values] of Object.entries(demanded)) put(body, pointer, values === '*' ? 'some' : values[0]);
  const codesHere = demanded[codeAt];
  if (codesHere !== undefined && codesHere !== '*' && !codesHere.map(String).includes(code)) return undefined;
  const spelled = code.replace('*', 'Example');
  put(body, codeAt, /^[1-9]\d*$/.test(spelled) ? Number(spelled) : spelled);
  const [messageAt] = envelope.message ?? [];
  if (messageAt !== undefined) put(body, messageAt, message);
  const json = JSON.stringify(body);
  const stream = event !== undefined || envelope.phase === 'stream';
  const name = event === undefined || event === '*' ? '' : `event: ${event[0]}\n`;
  return {
    url: `https://${hostOf(catalog)}/v1/example`,
    status,
    headers: { 'content-type': stream ? 'text/event-stream' : 'application/json' },
    body: stream ? `${name}data: ${json}\n\n` : json,
    stream,
    // A server that everybody runs under a name of their own is known by what the span or the user says.
    ...(catalog.hosts.length === 0 && { provider: catalog.provider }),
  };
}

/** A host that the catalog knows. */
export function hostOf({ hosts, provider }: Catalog): string {
  return hosts.find((host) => !host.includes('*')) ?? hosts[0]?.replaceAll('*', 'x') ?? `${provider}.example`;
}

/** Puts a value where a JSON pointer leads, making objects and lists on the way. */
function put(target: Record<string, unknown>, pointer: string, value: unknown): void {
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => (key === '*' ? '0' : key));
  const last = keys.pop() as string;
  let at = target;
  for (const [index, key] of keys.entries()) {
    const next = keys[index + 1] ?? last;
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = /^\d+$/.test(next) ? [] : {};
    at = at[key] as Record<string, unknown>;
  }
  at[last] = value;
}
