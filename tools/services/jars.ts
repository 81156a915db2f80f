import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Progress } from './kind.ts';

/** Something of Maven Central with all that it runs on. */
export interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

const FILES_A_LINE = 25;
/** Repositories that some parents name and nothing here needs: switched off, as they may be out of reach. */
const NEEDLESS = ['confluent', 'maven.restlet.org'];

/** Where jars are kept between runs: SERVICES_CACHE, else the user's cache folder. */
export function cacheFolder(): string {
  const { SERVICES_CACHE: chosen, XDG_CACHE_HOME: caches } = process.env;
  return chosen ?? join(caches ?? join(homedir(), '.cache'), 'rollcall', 'services');
}

function pomOf({ group, name, version }: Artifact): string {
  const off = NEEDLESS.map(
    (id) => `<repository><id>${id}</id><url>https://repo.maven.apache.org/maven2</url>
      <releases><enabled>false</enabled></releases><snapshots><enabled>false</enabled></snapshots></repository>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rollcall.services</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>
  <repositories>${off.join('')}</repositories>
  <dependencies>
    <dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;
}

async function download(artifact: Artifact, pom: string, target: string, progress: Progress): Promise<void> {
  const label = `${artifact.name} ${artifact.version}`;
  progress(`${label}: resolving with Maven; the first time this downloads 100 to 200 MB`);
  const args = [
    '-B',
    '-f',
    pom,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${target}`,
  ];
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(maven, 'exit');
  const last: string[] = [];
  let files = 0;
  createInterface({ input: maven.stdout }).on('line', (line) => {
    last.push(line);
    if (last.length > 20) last.shift();
    if (!/Downloaded from .*\.jar /.test(line)) return;
    files += 1;
    if (files % FILES_A_LINE === 0) progress(`${label}: ${files} jars downloaded`);
  });
  const [code] = await ended;
  if (code !== 0) throw new Error(`Maven could not resolve ${label}:\n${last.join('\n')}`);
}

/**
 * The folder with the artifact's jars, resolved by Maven at the first call and kept.
 * @throws Error with Maven's last lines
 */
export async function jarsOf(artifact: Artifact, progress: Progress): Promise<string> {
  const home = join(cacheFolder(), `${artifact.name}-${artifact.version}`);
  const jars = join(home, 'jars');
  const there = await access(jars).then(
    () => true,
    () => false,
  );
  if (there) return jars;
  await mkdir(home, { recursive: true });
  const pom = join(home, 'pom.xml');
  await writeFile(pom, pomOf(artifact));
  // Made whole under another name: a download that was cut short is never taken for the jars.
  const partial = join(home, `partial-${process.pid}`);
  await download(artifact, pom, partial, progress);
  await rename(partial, jars).catch(() => rm(partial, { recursive: true, force: true }));
  return jars;
}

/** The full path of the one jar whose name begins so. */
export async function jarNamed(jars: string, prefix: string): Promise<string> {
  const found = (await readdir(jars)).find((file) => file.startsWith(prefix));
  if (found === undefined) throw new Error(`${jars} has no ${prefix}*.jar; delete the folder to resolve it again`);
  return join(jars, found);
}
