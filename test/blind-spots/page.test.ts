import { readFileSync } from 'node:fs';
import { PEERS } from '../../bench/blind-spots/peers.ts';
import { scenarios } from '../../bench/blind-spots/scenarios.ts';
import { page, type Results } from '../../bench/blind-spots/table.ts';

const results: Results = JSON.parse(readFileSync('bench/blind-spots/results.json', 'utf8'));

it('the page of the blind spots is written from the results', () => {
  expect(readFileSync('docs/blind-spots.md', 'utf8')).toBe(page(results));
});

it('every call was measured under every peer', () => {
  expect(Object.keys(results.verdicts)).toEqual(PEERS.map(({ id }) => id));
  for (const { id } of PEERS)
    expect(Object.keys(results.verdicts[id] ?? {})).toEqual(scenarios.map(({ name }) => name));
});
