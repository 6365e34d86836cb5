import { DO_NO_HARM_CELLS } from './cells.ts';
import { runShapes, type ShapesRun, shapeNames } from './run-shapes.ts';

describe.each(DO_NO_HARM_CELLS)('on Node.js $node with $sdk', (cell) => {
  const names = shapeNames(cell);
  let plain: ShapesRun;
  let again: ShapesRun;
  let plugin: ShapesRun;
  let sdk: ShapesRun;
  let sdkPlugin: ShapesRun;
  beforeAll(async () => {
    // Two at a time: each is one process that mostly waits.
    [plain, plugin] = await Promise.all([runShapes(cell, 'plain'), runShapes(cell, 'plugin')]);
    [sdk, sdkPlugin] = await Promise.all([runShapes(cell, 'sdk'), runShapes(cell, 'sdk-plugin')]);
    again = await runShapes(cell, 'plain');
  });

  it('runs every shape in every setup', () => {
    expect(names).not.toHaveLength(0);
    for (const run of [plain, again, plugin, sdk, sdkPlugin]) expect(Object.keys(run.shapes)).toEqual(names);
  });

  it('follows the calls, and trips over none', () => {
    expect([plain.plugin, sdk.plugin]).toEqual([undefined, undefined]);
    for (const run of [plugin, sdkPlugin]) {
      expect(run.plugin?.trips).toEqual({});
      // Most shapes make one call or more that can be followed, and half of those fail.
      expect(run.plugin?.attemptsSeen).toBeGreaterThan(names.length / 2);
      expect(run.plugin?.failuresNamed).toBeGreaterThan(names.length / 4);
      // A tap that is dead would change nothing either.
      expect(Object.entries(run.followed).filter(([, attempts]) => attempts === 0)).toEqual([]);
    }
    const events = sdkPlugin.logs.filter(({ eventName }) => eventName === 'llm_error.attempt_failed');
    // Of a storm of the same failure some are told, and the others counted in the next.
    expect(events.length).toBeGreaterThan(names.length / 8);
  });

  it.each(names)('changes nothing: %s', (name) => {
    expect(plain.shapes[name]).not.toHaveProperty('broken');
    expect(JSON.stringify(plain.shapes[name])).not.toContain('the caller did not take its turn');
    expect({ again: again.shapes[name] }).toEqual({ again: plain.shapes[name] });
    expect({ plugin: plugin.shapes[name] }).toEqual({ plugin: plain.shapes[name] });
    expect({ sdk: sdkPlugin.shapes[name] }).toEqual({ sdk: sdk.shapes[name] });
  });
});
