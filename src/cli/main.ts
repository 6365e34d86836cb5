#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { builtinCatalogSet } from '../classify/catalog-set.ts';
import { classifyObserved } from './classify-lines.ts';

if (process.argv[3] === '--jsonl') {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') console.log(JSON.stringify(classifyObserved(JSON.parse(line), builtinCatalogSet())));
  }
}
