// What both programs do: start the SDK, chat or log, shut the SDK down, say on stdout what the program itself saw.
// argv: how the SDK is set up (`setups.cjs`); JOB: what to do then, as JSON.
const { setups } = require('./setups.cjs');
const { chat } = require('./chat.cjs');
const { log } = require('./log.cjs');

/** @param packages imports or requires a package by name: `load` gives all it exports, `loadDefault` what `import x` gives */
exports.run = async function run(packages) {
  const job = JSON.parse(process.env.JOB);
  const sdk = await setups[process.argv[2]](packages, job);
  sdk?.start();
  const answers = await chat(packages, job.chats ?? []);
  const forms = job.log ? await log(packages, job.log) : [];
  await sdk?.shutdown();
  console.log(JSON.stringify({ answers, forms }));
};
