import { categories } from './categories.ts';
import type { CompiledCatalog, FoundCause } from './compiled-catalog.ts';
import type { Evidence, Layer } from './evidence.ts';
import { general, messagesOfAll, weakMessagesOfAll } from './general.ts';
import { own } from './own.ts';
import { clip, pattern } from './pattern.ts';
import { remember } from './remember.ts';
import type { CauseRule } from './rules.ts';
import type { LlmErrorClassification, MatchKind } from './types.ts';

/** The verdict on one failure: its cause, the layer that told it, and the codes as they stood there. */
export interface Verdict extends Pick<LlmErrorClassification, 'category' | 'fault' | 'match' | 'rule'> {
  readonly layer: Layer | undefined;
  readonly retryable: boolean | null;
  readonly code?: string;
  readonly subcode?: string;
}

interface Finding {
  readonly cause: CauseRule;
  readonly match: MatchKind;
  readonly rule: string;
  readonly layer?: Layer | undefined;
  /** The known code that decided; differs from the layer's own when it stood inside the message. */
  readonly code?: string;
}

type Step = (evidence: Evidence, layers: readonly Layer[]) => Finding | undefined;

/** What decides, in order; each step asks the innermost layer first. */
const STEPS: readonly Step[] = [
  byCode,
  byProviderMessage,
  bySharedMessage,
  bySharedCode,
  byType,
  byException,
  byWeakMessage,
  byShape,
  byStatus,
  byCoarseType,
];

/** Names the cause of a failure. The evidence must be of a failure: success is told apart before. */
export function classify(evidence: Evidence): Verdict {
  const innermostFirst = [...evidence.layers].reverse();
  let finding: Finding = { cause: { category: 'unknown', retryable: null }, match: 'none', rule: 'none' };
  for (const step of STEPS) {
    const found = step(evidence, innermostFirst);
    if (!found) continue;
    finding = found;
    break;
  }
  const { category } = finding.cause;
  const layer = finding.layer ?? innermostFirst.find((each) => each.code !== undefined) ?? innermostFirst[0];
  return {
    category,
    fault: categories[category].fault,
    retryable: isHopeless(evidence.layers) ? false : finding.cause.retryable,
    match: finding.match,
    rule: finding.rule,
    layer,
    ...codesOf(evidence, layer, finding),
  };
}

function catalogOf(evidence: Evidence, layer: Layer): CompiledCatalog | undefined {
  return layer.catalog ?? evidence.catalog;
}

function statusOf(evidence: Evidence, layer: Layer): number | undefined {
  const failing = evidence.status !== undefined && evidence.status >= 400 ? evidence.status : undefined;
  return layer.status ?? failing ?? evidence.status;
}

function find(
  layers: readonly Layer[],
  ask: (layer: Layer) => (FoundCause & { code?: string }) | undefined,
): Finding | undefined {
  for (const layer of layers) {
    const found = ask(layer);
    if (found) return { ...found, layer };
  }
  return undefined;
}

function byCode(evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  return find(layers, (layer) => {
    const catalog = catalogOf(evidence, layer);
    if (!catalog) return undefined;
    const message = clip(layer.message ?? '');
    const embedded = message === '' ? undefined : catalog.embeddedCode(message);
    for (const code of [embedded, layer.subcode, layer.code]) {
      const found = code === undefined ? undefined : catalog.causeOfCode(code, message, statusOf(evidence, layer));
      if (!found) continue;
      const { coarse, ...known } = found;
      const refined = coarse ? sharedCause(message, statusOf(evidence, layer)) : undefined;
      return { ...(refined ?? known), code: code as string };
    }
    return undefined;
  });
}

function byProviderMessage(evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  return find(layers, (layer) =>
    catalogOf(evidence, layer)?.causeOfMessage(clip(layer.message ?? ''), statusOf(evidence, layer)),
  );
}

function bySharedMessage(evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  return find(layers, (layer) => sharedCause(clip(layer.message ?? ''), statusOf(evidence, layer)));
}

/** The cause that a message names in anybody's words. */
function sharedCause(message: string, status: number | undefined): FoundCause | undefined {
  return messagesOfAll().find(message, status);
}

function bySharedCode(_evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  return find(layers, (layer) => {
    for (const code of [layer.subcode, layer.code]) {
      const cause = code === undefined ? undefined : own(general().codes, code);
      if (cause) return { cause, match: 'code', rule: `general#/codes/${code}`, code: code as string };
    }
    return undefined;
  });
}

function byType(evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  return find(layers, (layer) => {
    for (const type of [layer.type, layer.code]) {
      if (type === undefined) continue;
      const found = catalogOf(evidence, layer)?.causeOfType(type);
      if (found) return found;
      const cause = own(general().types, type);
      if (cause) return { cause, match: 'type', rule: `general#/types/${type}` };
    }
    return undefined;
  });
}

function byWeakMessage(evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  return find(layers, (layer) => weakMessagesOfAll().find(clip(layer.message ?? ''), statusOf(evidence, layer)));
}

function byShape(_evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  const layer = layers.find((each) => each.category !== undefined && each.category !== 'unknown');
  if (layer?.category === undefined) return undefined;
  const cause = {
    category: layer.category,
    retryable: layer.retryable ?? categories[layer.category].retryable ?? null,
  };
  return { cause, match: 'shape', rule: layer.envelope ?? 'shape', layer };
}

function byException(evidence: Evidence): Finding | undefined {
  for (const name of [...(evidence.exceptions ?? [])].reverse()) {
    const cause = own(general().exceptions, name);
    if (cause) return { cause, match: 'exception', rule: `general#/exceptions/${name}` };
  }
  return undefined;
}

function byStatus(evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  const said = layers.find((layer) => layer.status !== undefined)?.status;
  const status = said !== undefined && said >= 400 ? said : evidence.status;
  if (status === undefined || status < 400) return undefined;
  const { catalog } = evidence;
  const vendors = own(catalog?.rules.statuses, String(status));
  if (vendors) return { cause: vendors, match: 'http_status', rule: `${catalog?.provider}#/statuses/${status}` };
  const { statuses } = general();
  const cause = own(statuses, String(status)) ?? own(statuses, `${Math.trunc(status / 100)}xx`);
  return cause && { cause, match: 'http_status', rule: `general#/statuses/${status}` };
}

function byCoarseType(_evidence: Evidence, layers: readonly Layer[]): Finding | undefined {
  return find(layers, (layer) => {
    for (const type of [layer.type, layer.code]) {
      const cause = type === undefined ? undefined : own(general().coarseTypes, type);
      if (cause) return { cause, match: 'type', rule: `general#/coarseTypes/${type}` };
    }
    return undefined;
  });
}

function isHopeless(layers: readonly Layer[]): boolean {
  return layers.some(({ message }) => message !== undefined && saysHopeless(message));
}

const saysHopeless = remember((message) => {
  const clipped = clip(message);
  return general().hopeless.some((each) => pattern(each).test(clipped));
});

function innermostCode({ layers }: Evidence): string | undefined {
  return layers.findLast((layer) => layer.code !== undefined)?.code;
}

/** The code as it came, and the finer or outer one beside it. */
function codesOf(evidence: Evidence, layer: Layer | undefined, finding: Finding): { code?: string; subcode?: string } {
  // The layer that names the cause may be the wrapper's words; the code stands further in.
  const came = layer?.code ?? (finding.code === undefined ? innermostCode(evidence) : undefined);
  const decided = finding.code;
  if (layer === undefined || came === undefined || decided === undefined || came === decided) {
    const code = came ?? decided;
    const subcode = layer?.subcode;
    return { ...(code !== undefined && { code }), ...(subcode !== undefined && subcode !== code && { subcode }) };
  }
  const known = catalogOf(evidence, layer)?.has(came) || finding.match === 'message';
  if (known) return { code: came, subcode: decided };
  return { code: decided, ...(came !== String(evidence.status) && { subcode: came }) };
}
