import { builtinCatalogSet } from '../../src/classify/catalog-set.ts';
import { createBodyReader, type Verdict } from '../../src/instrumentation/body-reader.ts';
import { delta, REFUSED } from './answers.ts';

function read(contentType: string, chunks: readonly string[], status = 200): Verdict {
  const response = { url: 'https://api.minimax.io/v1/text/chatcompletion_v2', status };
  const reader = createBodyReader(response, contentType, undefined, builtinCatalogSet());
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  let verdict: Verdict;
  reader.end(true, (given) => {
    verdict = given;
  });
  return verdict;
}

/** A server that writes the name of the field apart from its value. */
const apart = (event: string) => [event.slice(0, 6), event.slice(6, -2), '\n\n'];

describe('an event stream whose fields are written apart', () => {
  it('is no failure when the model speaks of one', () => {
    const prose = delta('your credit balance is too low, insufficient balance');
    expect(read('text/event-stream', [...apart(prose), 'data: [DONE]\n\n'])).toBeUndefined();
  });

  it('shows a failure that comes after more than is kept of a plain body', () => {
    const chunks = [...apart(delta('x')), ...Array.from({ length: 900 }, () => delta('y'.repeat(60)))];
    expect(read('text/event-stream', [...chunks, ...apart(`data: ${REFUSED}\n\n`)])).toMatchObject({ code: '1008' });
  });

  it('is read from its first character that is not blank', () => {
    expect(read('text/event-stream', ['\n', ' \n', ...apart(`data: ${REFUSED}\n\n`)])).toMatchObject({ code: '1008' });
  });
});

it.each([[[REFUSED]], [['\uFEFF\n', ' ', REFUSED.slice(0, 1), REFUSED.slice(1)]]])(
  'reads plain JSON under the type of a stream (%#)',
  (chunks) => {
    expect(read('text/event-stream; charset=utf-8', chunks)).toMatchObject({ code: '1008' });
  },
);

it.each(['text/plain', 'application/xml', 'text/html', ''])(
  'does not read a successful %s, whatever it holds',
  (type) => {
    expect(
      read(type, ['Minutes: the caller said that the credit balance is too low, error code 1008.']),
    ).toBeUndefined();
    expect(read(type, [REFUSED])).toBeUndefined();
  },
);

it.each(['text/plain', 'text/html', ''])('reads a failed %s', (type) => {
  expect(read(type, [REFUSED], 402)).toMatchObject({ code: '1008' });
});
