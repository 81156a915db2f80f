import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSettings, flagOf, settingsHelp, settingsMarkdown } from '../../../src/config/describe.ts';
import { loadSettings } from '../../../src/config/load.ts';
import { SETTING_KEYS, SETTINGS, type SettingKey } from '../../../src/config/settings.ts';

function defaultText<K extends SettingKey>(key: K): string {
  return SETTINGS[key].format(SETTINGS[key].default);
}

describe('the settings table', () => {
  it('is what docs/settings.md says', () => {
    expect(readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8')).toBe(settingsMarkdown());
  });

  it('reads every default back from the text it prints', () => {
    const env = Object.fromEntries(SETTING_KEYS.map((key) => [SETTINGS[key].name, defaultText(key)]));
    expect(loadSettings(env)).toEqual(loadSettings({}));
  });

  it('has a name, an option and a sentence of its own for each setting', () => {
    const names = SETTING_KEYS.map((key) => SETTINGS[key].name);
    expect(new Set(names.map(flagOf)).size).toBe(names.length);
    for (const key of SETTING_KEYS) expect(SETTINGS[key].doc).toMatch(/^[A-Z`].*\.$/s);
  });

  it('shows secrets as ***, and never offers them as options', () => {
    const settings = { ...loadSettings({}), redisUrl: 'redis://user:hunter2@host' };
    expect(describeSettings(settings).REDIS_URL).toBe('***');
    expect(describeSettings(settings).PULSAR_SERVICE_URL).toBe('');
    expect(settingsHelp(100)).not.toContain('--redis-url');
  });

  it('fits --help into the terminal', () => {
    for (const line of settingsHelp(80).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('reads every size and duration back from its shortest text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_024, max: 2 ** 40 }), (value) => {
        const { format, parse } = SETTINGS.bodyBytes;
        expect(parse(format(value))).toEqual({ value });
      }),
    );
  });
});
