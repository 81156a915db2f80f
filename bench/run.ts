/** `npm run bench -- NAME` prints the bench's table, then one last line of JSON with its ratios. */
const name = process.argv[2] ?? '';
const names = [
  'ingest-embedded',
  'ingest-services',
  'reports',
  'windows',
  'fanout',
  'idle',
  'resume',
  'http',
  'hll',
  'bloom',
];
if (!names.includes(name)) {
  process.stderr.write(`usage: npm run bench -- ${names.join('|')}\n`);
  process.exit(1);
}
const bench: { run(): Promise<{ table: string; ratios: Record<string, number> }> } = await import(`./${name}.ts`);
const { table, ratios } = await bench.run();
process.stdout.write(`${table}\n${JSON.stringify({ bench: name, ratios })}\n`);
process.exit(0);
