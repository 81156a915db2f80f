import { SETTING_KEYS, SETTINGS, type SettingKey, type Settings } from './settings.ts';

/** The option of the command line for a setting's name: ROLLCALL_DATA_DIR is `data-dir`. */
export function flagOf(name: string): string {
  return name
    .replace(/^ROLLCALL_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/** The settings that can be given on the command line: all but the secret ones. */
export const FLAG_KEYS: readonly SettingKey[] = SETTING_KEYS.filter((key) => !SETTINGS[key].secret);

function defaultOf<K extends SettingKey>(key: K): string {
  return SETTINGS[key].format(SETTINGS[key].default);
}

function shown<K extends SettingKey>(key: K, settings: Settings): string {
  const value = SETTINGS[key].format(settings[key]);
  return SETTINGS[key].secret && value !== '' ? '***' : value;
}

/** Every setting's value by its name, for the log; secrets as ***. */
export function describeSettings(settings: Settings): Readonly<Record<string, string>> {
  return Object.fromEntries(SETTING_KEYS.map((key) => [SETTINGS[key].name, shown(key, settings)]));
}

/** `docs/settings.md`, whole. */
export function settingsMarkdown(): string {
  const rows = SETTING_KEYS.map((key) => {
    const { name, type, unit, doc, secret } = SETTINGS[key];
    const cells = [
      `\`${name}\``,
      `${type}${unit === '' ? '' : ` (${unit})`}${secret ? ', secret' : ''}`,
      defaultOf(key) === '' ? '–' : `\`${defaultOf(key)}\``,
      doc,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# Settings

Generated from \`src/config/settings.ts\` by \`npx tsx tools/check-drift.ts --write\`; do not edit.

Each is an environment variable; each that is not secret is also an option of \`rollcall start\` and \`rollcall demo\`, its name in
kebab-case without \`ROLLCALL_\`: \`ROLLCALL_DATA_DIR=/srv/rollcall\` is \`--data-dir /srv/rollcall\`. The option wins. An empty variable counts
as not set. All problems are reported at once, and an unknown \`ROLLCALL_…\` name is one of them. Durations are ISO 8601 (\`PT20M\`, \`P7D\`),
sizes are bytes or carry \`KiB\`, \`MiB\`, \`GiB\`.

| name | type | default | what it decides |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** The settings as `--help` prints them. @param columns width of the terminal */
export function settingsHelp(columns: number): string {
  const lines = FLAG_KEYS.flatMap((key) => {
    const { name, type, unit, doc } = SETTINGS[key];
    const head = `  --${flagOf(name)} <${unit === '' ? type : unit}>`;
    return [head, ...wrap(`${doc} (${name}, default ${defaultOf(key)})`, Math.max(40, columns - 8), '        ')];
  });
  return lines.join('\n');
}

function wrap(sentence: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}
