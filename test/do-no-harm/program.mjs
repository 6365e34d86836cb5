// Runs the shapes in one process and tells what each of them observed.
// Usage: node --expose-gc program.mjs <setup> [pattern of names] [file to write to], in the folder of an SDK generation;
// `--list` as setup names the shapes. CLIENTS is the folder of the client packages.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { errorOf } from './error-of.mjs';
import { setups } from './setups.mjs';
import { createTools } from './tools.mjs';

const [setup, pattern = '', file] = process.argv.slice(2);
const SHAPES = join(import.meta.dirname, 'shapes');
const TIME_LIMIT = 15_000;

// Whole stacks: how many frames are left of them must not hide who called whom.
Error.stackTraceLimit = 100;

async function allShapes() {
  const groups = readdirSync(SHAPES)
    .filter((name) => name.endsWith('.mjs'))
    .sort();
  const shapes = [];
  for (const file of groups) {
    const group = file.replace('.mjs', '');
    const module = await import(pathToFileURL(join(SHAPES, file)).href);
    shapes.push(...module.shapes.map((shape) => ({ ...shape, group })));
  }
  const wanted = shapes.filter(({ name }) => new RegExp(pattern).test(name));
  const names = wanted.map(({ name }) => name);
  const doubled = names.filter((name, index) => names.indexOf(name) !== index);
  if (doubled.length > 0) throw new Error(`two shapes have one name: ${doubled.join(', ')}`);
  return wanted;
}

/** Whatever goes astray in the process while a shape runs is part of what it observes. */
let stray = [];
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => stray.push({ [event]: errorOf(error) }));
}
process.on('warning', ({ name, message }) => stray.push({ warning: `${name}: ${message}` }));

async function observe({ run }, load) {
  stray = [];
  const tools = await createTools(load);
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing observed after ${TIME_LIMIT} ms`)), TIME_LIMIT);
  });
  try {
    const observation = await Promise.race([run(tools), late]);
    return { observation, stray };
  } catch (error) {
    return { broken: String(error?.stack ?? error) };
  } finally {
    clearTimeout(timer);
    await tools.close();
  }
}

/** What the plugin says it did; undefined where it is not loaded. */
function pluginState() {
  const state = globalThis[Symbol.for('otel-llm-errors')];
  if (!state) return undefined;
  const { attemptsSeen, failuresNamed, abortsSeen, trips } = state;
  return { attemptsSeen, failuresNamed, abortsSeen, trips: Object.fromEntries(trips) };
}

/** Ports, ids of spans and the addresses in errors of OpenSSL differ from run to run. */
function masked(text) {
  return text
    .replaceAll(/(127\.0\.0\.1|localhost|\[?::1\]?|mocked\.example):\d+/g, '$1:PORT')
    .replaceAll(/\b00-[0-9a-f]{32}-[0-9a-f]{16}-0\d\b/g, 'TRACEPARENT')
    .replaceAll(/[0-9A-F]{8,16}:error:/g, 'ADDRESS:error:');
}

const shapes = await allShapes();
if (setup === '--list') {
  console.log(JSON.stringify(shapes.map(({ name }) => name)));
  process.exit();
}
const { load } = await import(pathToFileURL(join(process.env.CLIENTS, 'programs/load.mjs')).href);
const sdk = await setups[setup]();
const seen = {};
const took = {};
/** Attempts that the plugin followed, by the file of the shape. */
const followed = {};
for (const shape of shapes) {
  const began = performance.now();
  const before = pluginState()?.attemptsSeen ?? 0;
  seen[shape.name] = await observe(shape, load);
  took[shape.name] = Math.round(performance.now() - began);
  followed[shape.group] = (followed[shape.group] ?? 0) + (pluginState()?.attemptsSeen ?? 0) - before;
}
const told = { node: process.version, shapes: seen, plugin: pluginState(), followed, took };
const report = masked(JSON.stringify(told, null, 1));
if (file) writeFileSync(file, report);
else console.log(report);
await Promise.race([sdk?.shutdown(), sleep(10_000)]);
// Whatever a shape has left open must not keep the process.
process.exit();
