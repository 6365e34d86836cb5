import type { Exported } from './exported.ts';
import type { Outcome, Run } from './run.ts';
import { KEY, type Scenario } from './scenarios.ts';

/** How a program was harmed: it ended, was thrown into, saw another error, or got another result. */
export type Harm = 'crash' | 'thrown' | 'error' | 'result';

/** What one peer made of one call. */
export interface Verdict {
  /** How the call looks in what was exported; `nothing` when nothing ended. */
  readonly seen: 'failure' | 'success' | 'nothing';
  /** Where the cause is named: as a value to group by, in prose, or nowhere. */
  readonly cause: 'value' | 'prose' | 'nowhere';
  /** What names it, shortened. */
  readonly told?: string;
  /** The API key is in what was exported. */
  readonly leaked: boolean;
  readonly harms: readonly Harm[];
}

/** Judges what a peer exported, and what the program saw, against the program without it. */
export function judge(scenario: Scenario, run: Run, without: Run): Verdict {
  const exported = run.exported.filter(({ scope }) => scope !== 'program');
  return {
    seen: seenIn(scenario, exported),
    ...causeIn(scenario, exported),
    leaked: JSON.stringify(run.exported).includes(KEY),
    harms: harmsOf(run, without),
  };
}

/** Langfuse has a level of its own, and a metric fails by `error.type`. */
function failed({ kind, status, fields }: Exported): boolean {
  if (kind === 'metric') return fields['error.type'] !== undefined;
  return status === 'error' || fields['langfuse.observation.level'] === 'ERROR';
}

function seenIn({ failure, call }: Scenario, exported: readonly Exported[]): Verdict['seen'] {
  // What is merely logged of a call that never ends is no end.
  const ended = exported.filter((each) => each.kind === 'span' || failed(each));
  if (ended.length === 0) return 'nothing';
  // A failed attempt whose retry succeeds is no failure of the call.
  const attempted = !failure && call === 'chat';
  const telling = attempted ? ended.filter((each) => each.kind !== 'metric' && !each.client) : ended;
  return telling.some(failed) ? 'failure' : 'success';
}

function causeIn({ values, words }: Scenario, exported: readonly Exported[]): Pick<Verdict, 'cause' | 'told'> {
  const told = exported.flatMap(({ message, fields, events = [] }) => [
    ...leaves(message),
    ...leaves(fields),
    ...events.flatMap((event) => leaves(event.fields)),
  ]);
  const value = told.find((each) => values.includes(each));
  if (value !== undefined) return { cause: 'value', told: value };
  const prose = told.find((each) => words.test(each));
  return prose === undefined ? { cause: 'nowhere' } : { cause: 'prose', told: prose.replace(KEY, '…').slice(0, 100) };
}

/** Every plain value in a structure, also in JSON inside a string. */
function leaves(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(leaves);
  const text = String(value);
  if (!/^[[{]/.test(text)) return [text];
  try {
    return [text, ...leaves(JSON.parse(text))];
  } catch {
    return [text];
  }
}

function harmsOf(run: Run, without: Run): readonly Harm[] {
  const harms = new Set<Harm>();
  if (run.code !== without.code) harms.add('crash');
  const outcomes = byName(run.outcomes);
  for (const { name, error, result, chunks, late } of without.outcomes) {
    const now = outcomes.get(name);
    if (!now) continue;
    if (now.error && !error) harms.add('thrown');
    else if (!same(now.error, error)) harms.add('error');
    if (!same(now.chunks, chunks) || !same(now.late, late)) harms.add('result');
    if (!now.error && !same(now.result, result)) harms.add('result');
  }
  return [...harms];
}

function byName(outcomes: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  return new Map(outcomes.map((outcome) => [outcome.name, outcome]));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
