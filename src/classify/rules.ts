import type {
  Catalog,
  MessageRule as CatalogMessageRule,
  Cause,
  Code,
  CodeRule,
  Envelope,
} from './generated/catalog.ts';

/** What decides in a rule; the texts for people stand apart. */
export type CauseRule = Cause;
export type ConditionalRule = Pick<CodeRule, 'message' | 'unless' | 'status' | 'category' | 'retryable'>;
export type MessageRule = Pick<CatalogMessageRule, 'message' | 'unless' | 'status' | 'category' | 'retryable' | 'code'>;
export type EnvelopeRule = Envelope;

export interface CodeEntry extends Pick<Code, 'category' | 'retryable' | 'aliases' | 'coarse'> {
  readonly rules?: readonly ConditionalRule[];
}

/** The part of a catalog that decides. */
export interface CatalogRules
  extends Omit<Catalog, '$schema' | 'title' | 'checked' | 'sources' | 'support' | 'samples' | 'codes' | 'messages'> {
  readonly codes: Readonly<Record<string, CodeEntry>>;
  readonly messages?: readonly MessageRule[];
}

/** `catalogs/general.json`: what needs no provider. */
export interface GeneralRules {
  readonly success: readonly string[];
  readonly envelopes: readonly EnvelopeRule[];
  /** Pointers to a JSON value, or to a string that holds one, that a wrapper passes on. */
  readonly unwrap: readonly string[];
  /** Messages that name a cause in any provider's words; they beat codes that many share. */
  readonly messages: readonly MessageRule[];
  readonly codes: Readonly<Record<string, CauseRule>>;
  readonly types: Readonly<Record<string, CauseRule>>;
  /** Types that say little; asked last of all. */
  readonly coarseTypes: Readonly<Record<string, CauseRule>>;
  /** Provider names that name no more than the SDK in use. */
  readonly sdkNames: readonly string[];
  /** Messages that are asked after codes and types. */
  readonly weakMessages: readonly MessageRule[];
  readonly exceptions: Readonly<Record<string, CauseRule>>;
  /** HTTP status (`429`) or its class (`5xx`). */
  readonly statuses: Readonly<Record<string, CauseRule>>;
  /** URL paths whose healthy answers are somebody's files. */
  readonly contentPaths: readonly string[];
  /** Patterns with one capture: the HTTP status that a text names. */
  readonly statusInText: readonly string[];
  /** A retry of the same request can never succeed. */
  readonly hopeless: readonly string[];
  /** Patterns with one capture that name a provider inside a wrapper's text. */
  readonly providerInText: readonly string[];
  /** Pointers to the name of the upstream provider in a gateway's envelope. */
  readonly upstream: readonly string[];
  /** Patterns with a `duration` group (`9m38.016s`) or a `seconds` group. */
  readonly retryAfter: readonly string[];
  /** Pointers to a google.protobuf.Duration or to seconds. */
  readonly retryAfterAt: readonly string[];
  /** Patterns with an `instant` group. */
  readonly resetAt: readonly string[];
  /** Patterns of data that ends a healthy stream, and names of such events. */
  readonly streamEnd: readonly string[];
  readonly streamEndEvents: readonly string[];
  /** Patterns with one capture: a request id in a text of any provider. */
  readonly requestIdInText: readonly string[];
}
