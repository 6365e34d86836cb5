// Naming the cause of an answer, beside JSON.parse of the same answer.
import { classifyResponse, createCatalogSet } from 'otel-llm-errors';
import { ANSWERS, HEALTHY, HOSTILE, UNKNOWN } from './answers.ts';
import { interleave, report, request, type Variant } from './harness.ts';

const plan = request<{ rounds: number; blockMs: number }>();
const catalogs = createCatalogSet();
let kept: unknown;

const parses: Variant[] = [];
const classifications: Variant[] = [];
for (const [name, answer] of Object.entries(ANSWERS)) {
  const { body } = answer;
  const found = classifyResponse(answer, { catalogs });
  if (found?.code !== answer.code) throw new Error(`${name}: ${found?.code} instead of ${answer.code}`);
  for (const again of ['', ' again']) {
    parses.push({
      name: `parse ${name}${again}`,
      run(count) {
        for (let i = 0; i < count; i++) kept = JSON.parse(body);
      },
    });
  }
  classifications.push(classifying(name, answer));
}
const { code: _, ...unknown } = UNKNOWN;
if (classifyResponse(unknown, { catalogs })?.match !== 'none') console.error(classifyResponse(unknown, { catalogs }));
for (const [name, answer] of Object.entries(HEALTHY)) {
  if (classifyResponse(answer, { catalogs })) throw new Error(`${name} is not healthy`);
}
report(
  await interleave(
    [
      ...parses,
      ...classifications,
      classifying('unknown message', unknown),
      ...Object.entries(HOSTILE).map(([name, answer]) => classifying(name, answer)),
      ...Object.entries(HEALTHY).map(([name, answer]) => classifying(name, answer)),
    ],
    plan,
  ),
);

function classifying(name: string, answer: (typeof ANSWERS)[string] | Omit<(typeof ANSWERS)[string], 'code'>): Variant {
  return {
    name,
    run(count) {
      for (let i = 0; i < count; i++) kept = classifyResponse(answer, { catalogs });
    },
  };
}

export { kept };
