import { AwsEventFrames } from '../../../src/evidence/aws-event-frames.ts';
import { AwsEventStreamReader } from '../../../src/evidence/aws-event-stream-reader.ts';
import { EventStreamReader } from '../../../src/evidence/event-stream-reader.ts';
import { findJson } from '../../../src/evidence/find-json.ts';
import { readLooseJson } from '../../../src/evidence/loose-json.ts';
import { redact } from '../../../src/evidence/redact.ts';
import { parseDuration, parseInstant } from '../../../src/evidence/times.ts';
import { awsFrame } from '../../transports/aws-frames.ts';
import { drawBytes, piecesOf, spoil } from '../bytes.ts';
import type { Mutator } from '../mutator.ts';
import { demand, demandSame, demandUnpolluted, demandWellFormed } from '../properties.ts';
import { Seeded } from '../seeded.ts';
import { type Target, target } from '../target.ts';

/** Keys of the forms that vendors give out; the letters are nobody's. */
const PLANTED: readonly string[] = [
  'sk-Qz7Xw2Vb9Lm4Tp8Rk3Jd6Hf1',
  'sk-proj-Qz7Xw2Vb9Lm4Tp8Rk3Jd6Hf1',
  'sk-ant-api03-Qz7Xw2Vb9Lm4Tp8Rk3',
  'pat_Qz7Xw2Vb9Lm4Tp8Rk3Jd6Hf1',
  'gsk_Qz7Xw2Vb9Lm4Tp8Rk3Jd6Hf1',
  'AIzaQz7Xw2Vb9Lm4Tp8Rk3Jd6Hf1',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.Qz7Xw2Vb9Lm4',
  'Bearer Qz7Xw2Vb9Lm4Tp8Rk3Jd6Hf1',
  'Qz7Xw2Vb9Lm4@example.com',
  'https://bucket.example.com/a.png?Signature=Qz7Xw2Vb9Lm4',
  'api_key="Qz7Xw2Vb9Lm4Tp8Rk3Jd6Hf1"',
  '0123456789abcdef0123456789abcdef.Qz7Xw2Vb9Lm4',
];
/** Stands in every planted key. */
const SECRET = 'Qz7Xw2Vb9Lm4';

/** Longer than what is read of the words before a run. */
const ALONE = ' and then it says this, which follows from nothing that came before: ';

const LEAST_KEPT_DEPTH = 30;

/** The readers of text and of streams. */
export function readingTargets(mutator: Mutator): readonly Target[] {
  const { seeds } = mutator;
  const streams = seeds.texts.filter((text) => /^(?:data|event|id|:)/.test(text));
  return [
    target({
      name: 'EventStreamReader',
      share: 2,
      cases: new Seeded((dice) => ({
        url: dice.once(3) ? undefined : dice.pick(seeds.answers).url,
        text: dice.once(4) ? dice.pick(streams) : mutator.text(dice.pick(streams) + dice.pick(streams), dice),
        cuts: drawCuts(dice),
      })),
      check: ({ url, text = '', cuts = [] }) => {
        const read = (pieces: readonly string[]) => {
          const reader = new EventStreamReader({ status: 200, url });
          for (const piece of pieces) reader.push(piece);
          const found = reader.end();
          demandWellFormed(found);
          return { found, sawEnd: reader.sawEnd, events: reader.events };
        };
        demandSame(read([text]), read(cutText(text, cuts)), 'split elsewhere');
      },
    }),
    target({
      name: 'AwsEventStreamReader',
      cases: new Seeded((dice) => ({
        frames: Array.from({ length: 1 + dice.below(4) }, () => ({
          headers: {
            [dice.pick([':message-type', ':event-type', ':error-code', ':exception-type'])]: dice.pick([
              'exception',
              'error',
              'event',
              'chunk',
              'throttlingException',
              'messageStop',
            ]),
            [dice.pick([':exception-type', ':error-message', ':message-type'])]: dice.pick(seeds.words),
          },
          payload: mutator.value(dice.once(2) ? { bytes: 'eyJlcnJvciI6e319' } : dice.pick(seeds.answers).body, dice),
        })),
        noise: drawBytes(dice),
        cuts: drawCuts(dice),
      })),
      check: ({ frames = [], noise = [], cuts = [] }) => {
        const whole = Buffer.concat(
          frames.map(({ headers = {}, payload }) => awsFrame(shortNames(headers), payload ?? null)),
        );
        const bytes = spoil(whole, noise);
        const read = (pieces: readonly Uint8Array[]) => {
          const reader = new AwsEventStreamReader({
            status: 200,
            url: 'https://bedrock-runtime.us-east-1.amazonaws.com/m',
          });
          for (const piece of pieces) reader.push(piece);
          demandWellFormed(reader.failure);
          return { found: reader.failure, sawEnd: reader.sawEnd };
        };
        demandSame(read([bytes]), read(piecesOf(bytes, cuts)), 'split elsewhere');
        let told = 0;
        new AwsEventFrames(({ payload }) => (told += payload.length)).push(bytes);
        demand(told <= bytes.length, 'frames hold more than came');
      },
    }),
    target({
      name: 'readLooseJson',
      share: 2,
      cases: new Seeded((dice) => ({
        value: mutator.value(dice.pick(seeds.answers).body, dice),
        change: mutator.text(dice.pick(seeds.texts), dice),
      })),
      check: ({ value, change = '' }) => {
        const text = JSON.stringify(value) ?? '';
        const read = readLooseJson(text, 0);
        if (/^[[{]/.test(text) && depthOf(value) < LEAST_KEPT_DEPTH && !hasLongNumber(text)) {
          demandSame(JSON.parse(text), read?.value, 'JSON.parse and readLooseJson');
          demand(read?.end === text.length, 'the end of the value');
        }
        for (let at = change.search(/[[{]/), tries = 0; at >= 0 && tries < 4; tries++) {
          const loose = readLooseJson(change, at);
          // Behind the end where a string or an escape was cut off.
          demand(loose === undefined || (loose.end > at && loose.end <= change.length + 2), `end ${loose?.end}`);
          const next = change.slice(at + 1).search(/[[{]/);
          at = next < 0 ? -1 : at + 1 + next;
        }
        demandUnpolluted();
      },
    }),
    target({
      name: 'findJson',
      share: 2,
      cases: new Seeded((dice) => ({ text: mutator.text(dice.pick(seeds.texts), dice) })),
      check: ({ text = '' }) => {
        const values = findJson(text);
        demand(values.length <= 8 && values.every((value) => value !== null && typeof value === 'object'), 'values');
        demandUnpolluted();
      },
    }),
    target({
      name: 'redact',
      share: 3,
      cases: new Seeded((dice) => {
        const text = mutator.text(dice.pick(seeds.texts), dice).slice(0, 3_000);
        return {
          before: text.slice(0, dice.below(text.length)),
          planted: dice.pick(PLANTED),
          after: mutator.text(text, dice),
        };
      }),
      check: ({ before = '', planted = '', after = '' }) => {
        // Alone: behind words such as `trace` an id is kept, and in other letters a key is no key any more.
        const redacted = redact(`${before}${ALONE}${planted} ${after}`);
        demand(redacted.length <= 512, `${redacted.length} characters`);
        demand(!/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/.test(redacted), 'a break');
        if (PLANTED.includes(planted)) demand(!redacted.includes(SECRET), `kept a key: ${redacted}`);
        demandSame(redact(redacted), redacted, 'redacted twice');
      },
    }),
    target({
      name: 'times',
      share: 3,
      cases: new Seeded((dice) => ({
        duration: mutator.text(dice.pick(['9m38.016s', '161h39m41s', '5 minutes', '3 小时', '1e9d', '12.5ms']), dice),
        instant: mutator.text(
          dice.pick(['2026-08-29 23:59:59 +0800', '08-18 15:16:00 UTC', '2026-07-01T00:00:00Z']),
          dice,
        ),
      })),
      check: ({ duration = '', instant = '' }) => {
        const seconds = parseDuration(duration);
        demand(seconds === undefined || (Number.isFinite(seconds) && seconds >= 0), `${seconds} seconds`);
        const at = parseInstant(instant, 1_800_000_000_000);
        demand(at === undefined || !Number.isNaN(Date.parse(at)), `instant ${at}`);
      },
    }),
  ];
}

function drawCuts(dice: { below(limit: number): number }): number[] {
  return Array.from({ length: dice.below(6) }, () => dice.below(400));
}

function cutText(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
  return [...places, text.length].map((place, index) => text.slice(index === 0 ? 0 : places[index - 1], place));
}

function depthOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  return 1 + Object.values(value).reduce<number>((most, each) => Math.max(most, depthOf(each)), 0);
}

function hasLongNumber(text: string): boolean {
  return /\d{150}/.test(text);
}

function shortNames(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.slice(0, 60), String(value).slice(0, 500)]),
  );
}
