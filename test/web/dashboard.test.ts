import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Rollcall, startRollcall } from '../../src/app.ts';
import { loadSettings } from '../../src/config/load.ts';
import { launchChromium, type Visit, visit } from '../support/chromium.ts';
import { SILENT } from '../support/embedded.ts';

let dataDir: string;
let rollcall: Rollcall;
let browser: Browser;
let watched: Visit;

const start = (port: string) =>
  startRollcall(loadSettings({}, { ROLLCALL_DATA_DIR: dataDir, ROLLCALL_PORT: port }), { log: SILENT });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rollcall-dashboard-'));
  rollcall = await start('0');
  browser = await launchChromium();
  watched = await visit(browser, rollcall.url);
});
afterAll(async () => {
  await browser?.close();
  await rollcall?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function numberIn(selector: string): Promise<number> {
  return Number((await watched.page.locator(selector).first().textContent())?.replaceAll(',', ''));
}

it('says that nothing is there yet, and that it is live', async () => {
  const { page } = watched;
  await page.goto(`${rollcall.url}/`);
  await page.locator('#state[data-state="live"]').waitFor();
  await page.locator('#no-sessions').waitFor();
  expect(await page.locator('.session').count()).toBe(0);
});

it('starts a live simulation and shows its lectures filling up', async () => {
  const { page } = watched;
  await page.fill('[name="students"]', '3000');
  await page.fill('[name="lectures"]', '8');
  await page.click('#simulation-start');
  await page.locator('.session').nth(7).waitFor();
  await page.locator('#feed li').first().waitFor({ timeout: 90_000 });
  await page.waitForFunction(() => Number(document.querySelector('[data-figure="present"]')?.textContent) > 0);
  expect(await numberIn('#total-present')).toBeGreaterThan(0);
  expect(await numberIn('[data-figure="enrolled"]')).toBeGreaterThan(0);
  expect(await page.locator('.meter').first().getAttribute('aria-label')).toMatch(/^\d+ here now/);
  expect(await page.locator('#simulation-note').textContent()).toMatch(/^running: \d+ of [\d,]+ swipes/);
});

it('goes on by itself after the server was stopped and started again', async () => {
  const { page } = watched;
  const port = new URL(rollcall.url).port;
  await rollcall.close();
  await page.locator('#state[data-state="waiting"]').waitFor();
  const before = await numberIn('#total-swipes');
  rollcall = await start(port);
  await page.locator('#state[data-state="live"]').waitFor({ timeout: 30_000 });
  await page.waitForFunction(
    (least) => Number(document.querySelector('#total-swipes')?.textContent?.replaceAll(',', '')) > least,
    before,
  );
  expect(await page.locator('.session').count()).toBe(8);
});

it('asks nothing of any other host, and nothing it does is an error', () => {
  expect(watched.outside).toEqual([]);
  // While the server is away the browser itself complains of the refused connections.
  expect(watched.errors.filter((text) => !/ERR_CONNECTION_REFUSED|WebSocket connection/.test(text))).toEqual([]);
});
