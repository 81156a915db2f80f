import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

export interface StaticFile {
  readonly contentType: string;
  readonly body: Buffer;
  readonly etag: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** A file of the folder; null when there is none, when the path leads out of the folder, or when its kind is not served. */
export async function readStatic(folder: string, path: string): Promise<StaticFile | null> {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (name.includes('\0') || name.split(/[/\\]/).some((part) => part.startsWith('.'))) return null;
  const root = resolve(folder);
  const file = resolve(join(root, name.endsWith('/') ? `${name}index.html` : name));
  const contentType = CONTENT_TYPES[extname(file).toLowerCase()];
  if (contentType === undefined || !file.startsWith(root + sep)) return null;
  try {
    const { mtimeMs, size } = await stat(file);
    return {
      contentType,
      body: await readFile(file),
      etag: `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`,
    };
  } catch {
    return null;
  }
}
