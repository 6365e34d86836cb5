import { compileEnvelopes, type Envelope } from './envelope.ts';
import { generalRules } from './generated/general.ts';
import { MessageRules } from './message-rules.ts';
import { wildcard } from './pattern.ts';
import type { EnvelopeRule, GeneralRules } from './rules.ts';
import { failureMarker } from './telling-words.ts';
import { unpack } from './unpack.ts';

let unpacked: GeneralRules | undefined;

/** The rules that need no provider; unpacked at first use. */
export function general(): GeneralRules {
  return (unpacked ??= unpack(generalRules) as GeneralRules);
}

let sharedEnvelopes: readonly Envelope[] | undefined;

/** The shapes that many providers share. */
export function envelopesOfAll(): readonly Envelope[] {
  return (sharedEnvelopes ??= compileEnvelopes(general().envelopes));
}

let sharedMessages: MessageRules | undefined;

/** Causes in anybody's words, which beat codes that many share. */
export function messagesOfAll(): MessageRules {
  return (sharedMessages ??= new MessageRules(general().messages, 'general#/messages'));
}

let weakMessages: MessageRules | undefined;

/** Causes in anybody's words, asked after codes and types. */
export function weakMessagesOfAll(): MessageRules {
  return (weakMessages ??= new MessageRules(general().weakMessages, 'general#/weakMessages'));
}

let contentPaths: readonly RegExp[] | undefined;

/** Whether an answer from this URL path is somebody's file: what stands in it is no verdict on the call. */
export function isContentPath(path: string): boolean {
  contentPaths ??= general().contentPaths.map(wildcard);
  return contentPaths.some((each) => each.test(path));
}

let marker: RegExp | undefined;

/** Tells what `CompiledCatalog.failureMarker` tells, of a provider that no catalog describes. */
export function sharedMarker(): RegExp {
  return (marker ??= failureMarker(tellingEnvelopesOfAll(), general().success));
}

/** The shared shapes that assert a failure by themselves. */
export function tellingEnvelopesOfAll(): readonly EnvelopeRule[] {
  return general().envelopes.filter((envelope) => envelope.when);
}
