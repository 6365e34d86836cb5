import { general } from '../classify/general.ts';
import type { HeaderLookup } from '../classify/header-lookup.ts';
import { clip, pattern } from '../classify/pattern.ts';
import { remember } from '../classify/remember.ts';
import { asText, readPointer } from './json-pointer.ts';

export interface Times {
  /** Seconds. */
  readonly retryAfter: number | undefined;
  /** RFC 3339. */
  readonly resetAt: string | undefined;
}

interface TimeSources {
  readonly headers: HeaderLookup;
  readonly body: unknown;
  readonly messages: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** When to try again and when a quota comes back, from headers, google.rpc.RetryInfo, or the text. */
export function readTimes(sources: TimeSources): Times {
  const retryAfter = fromHeaders(sources) ?? fromBody(sources.body) ?? fromText(sources.messages);
  const resetAt = instantIn(sources.messages, sources.now);
  return { retryAfter, resetAt };
}

function fromHeaders({ headers, now }: TimeSources): number | undefined {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = seconds(headers(name));
    if (milliseconds !== undefined) return milliseconds / 1000;
  }
  const value = headers('retry-after');
  if (value === undefined) return undefined;
  const given = seconds(value);
  if (given !== undefined) return given;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

function fromBody(body: unknown): number | undefined {
  for (const pointer of general().retryAfterAt) {
    const value = asText(readPointer(body, pointer));
    const found = seconds(value?.replace(/s$/, ''));
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromText(messages: readonly string[]): number | undefined {
  for (const message of messages) {
    const found = waitIn(message);
    if (found !== undefined) return found;
  }
  return undefined;
}

const waitIn = remember((message) => {
  const clipped = clip(message);
  for (const source of general().retryAfter) {
    const groups = pattern(source).exec(clipped)?.groups;
    const found =
      seconds(groups?.seconds) ?? (groups?.duration === undefined ? undefined : parseDuration(groups.duration));
    if (found !== undefined) return found;
  }
  return undefined;
});

function seconds(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milliseconds?|毫秒)$/i, 0.001],
  [/^(?:s|secs?|seconds?|秒钟?)$/i, 1],
  [/^(?:m|mins?|minutes?|分钟?)$/i, 60],
  [/^(?:h|hrs?|hours?|个?小时)$/i, 3600],
  [/^(?:d|days?|天)$/i, 86_400],
];

/** Seconds in `9m38.016s`, `161h39m41s`, `5 minutes` or `3 小时`; undefined when a unit is unknown. */
export function parseDuration(text: string): number | undefined {
  let total: number | undefined;
  for (const [, amount, unit] of text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]{1,12}|[^\d\s.,]{1,3})/gi)) {
    const factor = UNITS.find(([name]) => name.test(unit as string))?.[1];
    if (factor === undefined) return undefined;
    total = (total ?? 0) + Number(amount) * factor;
  }
  return total === undefined ? undefined : Math.round(total * 1000) / 1000;
}

function instantIn(messages: readonly string[], now: number): string | undefined {
  for (const message of messages) {
    for (const text of instantsIn(message)) {
      const instant = parseInstant(text, now);
      if (instant !== undefined) return instant;
    }
  }
  return undefined;
}

const instantsIn = remember((message) => {
  const clipped = clip(message);
  return general().resetAt.flatMap((source) => pattern(source).exec(clipped)?.groups?.instant ?? []);
});

const INSTANT =
  /^(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?/i;

/** RFC 3339 of `2026-07-01T00:00:00Z`, `2026-08-29 23:59:59 +0800` or `08-18 15:16:00 UTC` (the next such day); without a zone it is nobody's instant. */
export function parseInstant(text: string, now: number): string | undefined {
  const parts = INSTANT.exec(text.trim());
  if (!parts || parts[7] === undefined) return undefined;
  const [, year, month, day, hour, minute, second = '00', zone] = parts as unknown as string[];
  const offset = /^[+-]/.test(zone as string) ? (zone as string).replace(/^(.\d{2}):?/, '$1:') : 'Z';
  const two = (value: string | undefined): string => String(value).padStart(2, '0');
  const at = (y: number | string): number =>
    Date.parse(`${y}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${offset}`);
  let instant = at(year ?? new Date(now).getUTCFullYear());
  if (year === undefined && instant < now - 86_400_000) instant = at(new Date(now).getUTCFullYear() + 1);
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z');
}
