import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rollcall, startRollcall } from '../../src/app.ts';
import { loadSettings } from '../../src/config/load.ts';
import { EXAMPLES } from '../../src/server/examples.ts';
import { launchChromium, type Visit, visit } from '../support/chromium.ts';

const RUN = '.graphiql-execute-button';
const IDLE = '[aria-label^="Execute"]';
/** A simulation's first swipes fall within a minute. */
const FIRST_SWIPE_MS = 60_000;

let folder: string;
let rollcall: Rollcall;
let browser: Browser;
let opened: Visit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-web-'));
  rollcall = await startRollcall(
    loadSettings({ ROLLCALL_PORT: '0', ROLLCALL_DATA_DIR: join(folder, 'data'), ROLLCALL_LOG_LEVEL: 'warn' }),
  );
  browser = await launchChromium();
  opened = await visit(browser, rollcall.url);
  await opened.page.goto(`${rollcall.url}/graphiql`);
  await opened.page.waitForSelector(RUN);
});
afterAll(async () => {
  await browser?.close();
  await rollcall?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a tab and waits until what is shown contains a text. */
async function run(page: Page, name: string, contains: string): Promise<string> {
  // By keyboard: tabs can be dragged, and a click shorter than a person's is lost to that.
  await page.locator(`.graphiql-tab-button[title="${name}"]`).press('Enter');
  // GraphiQL writes the address when it has taken note of the tab's operation, a moment after it shows it.
  const operation = new RegExp(`(query|mutation|subscription) ${name}\\b`);
  await page.waitForURL((url) => operation.test(url.searchParams.get('query') ?? ''));
  await page.click(`${RUN}${IDLE}`);
  return shown(page, contains);
}

/** Stops a subscription, and waits until the next operation can be run. */
async function stop(page: Page): Promise<void> {
  await page.click(RUN);
  await page.waitForSelector(`${RUN}${IDLE}`);
}

/** The editor shows the lines that fit, with spaces that do not break. */
async function shown(page: Page, contains: string): Promise<string> {
  const text = await page.waitForFunction(
    (wanted) => {
      const found = document.querySelector('.result-window')?.textContent?.replaceAll('\u00a0', ' ') ?? '';
      return found.includes(wanted) ? found : null;
    },
    contains,
    { timeout: FIRST_SWIPE_MS },
  );
  return String(await text.jsonValue());
}

describe('GraphiQL in Chromium with no host but ours', () => {
  it('opens with the example tabs', async () => {
    const tabs = await opened.page.locator('.graphiql-tab').allInnerTexts();
    expect(tabs.map((tab) => tab.trim())).toEqual(EXAMPLES.map(({ name }) => name));
  });

  it('runs the example query', async () => {
    const result = await run(opened.page, 'Today', '"timeZone"');
    expect(result).toContain('"sessions"');
    expect(result).not.toContain('"errors"');
  });

  it('runs the example subscription, which shows something at once', async () => {
    const result = await run(opened.page, 'Swipes', '"progress"');
    expect(result).toContain('"cursor"');
    expect(result).not.toContain('"errors"');
    await stop(opened.page);
  });

  it('runs the example mutation, and the subscription shows the swipes it makes', async () => {
    const started = await run(opened.page, 'StartSimulation', '"planned"');
    expect(started).toContain('"RUNNING"');
    await run(opened.page, 'Swipes', '"studentId"');
    await stop(opened.page);
    expect(await run(opened.page, 'Today', '"swipeCount"')).not.toContain('"errors"');
  });

  it('runs every other example as it is', async () => {
    for (const name of ['FillingUp', 'Simulations', 'SubmitSwipe', 'Outcome', 'Status']) {
      const result = await run(opened.page, name, '"data"');
      expect([name, result]).toEqual([name, expect.not.stringContaining('"errors"')]);
      if (name === 'FillingUp') await stop(opened.page);
    }
  });

  it('asked nobody else for anything, and the page had no error', () => {
    expect(opened.outside).toEqual([]);
    expect(opened.errors).toEqual([]);
  });
});
